select substr(amount, 1, length(amount) / 2) || '{{ function('as_words') }}' || (select count(*)::text from {{ ref('days') }})
