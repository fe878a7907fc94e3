{{ config(alias='users_alias', tags=['in_file']) }}
select * from {{ source('raw', 'users') }} -- {{ this }}
