{{ config(schema='own', meta={'v': var('which'), 'w': var('only_pkg')}) }} select 1 as id
