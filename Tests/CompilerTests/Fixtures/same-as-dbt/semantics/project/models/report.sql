{% set m = metric('revenue') %}select '{{ m }}' as name, count(*) as n from {{ ref('loaves') }}
