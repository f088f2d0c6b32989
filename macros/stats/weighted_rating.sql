{#- WR = v / (v + m) · R + m / (v + m) · C: a mean rating shrunk towards the overall mean C, as if it had m votes more at C. -#}
{%- macro weighted_rating(votes, rating, prior_votes, prior_mean) -%}
    (({{ votes }} * {{ rating }} + {{ prior_votes }} * {{ prior_mean }}) / ({{ votes }} + {{ prior_votes }}))
{%- endmacro -%}
