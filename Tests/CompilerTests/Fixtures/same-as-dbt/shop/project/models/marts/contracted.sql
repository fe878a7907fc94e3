{{ config(contract={'enforced': true}, group='finance') }} select 1 as id, 'a' as nm from {{ ref('eph') }}
