{{ config(materialized='materialized_view', indexes=[{'columns':['id'],'unique':True}], on_configuration_change='fail') }}
select 1 as id