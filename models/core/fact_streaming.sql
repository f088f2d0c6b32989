{{ empty_relation() }}
