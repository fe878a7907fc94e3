{{ config(materialized='ephemeral', group='finance', access='private') }} select 1 as x
