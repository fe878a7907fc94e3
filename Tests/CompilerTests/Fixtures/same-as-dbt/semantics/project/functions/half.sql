{{ config(volatility='deterministic', tags=['math']) }}
select amount / 2
