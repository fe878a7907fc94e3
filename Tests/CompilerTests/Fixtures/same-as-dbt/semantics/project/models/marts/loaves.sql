select 1 as loaf_id, 7 as baker_id, 'rye' as flour, 350 as cents, {{ function('as_words') }}('rye') as label, cast('2024-05-01' as date) as baked_on
