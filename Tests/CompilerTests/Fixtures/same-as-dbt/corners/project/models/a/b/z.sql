select 1 as id -- {{ ref('x') if execute else '' }}
