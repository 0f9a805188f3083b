-- What compiled expressions need beyond plain operators, with the meaning of docs/expressions.md. All total: bad input gives
-- null, never an error, because a planner may evaluate a condition on rows another condition would have removed.
CREATE SCHEMA deskloom_expr;
GRANT USAGE ON SCHEMA deskloom_expr TO PUBLIC;

-- An amount and its currency. Nothing is a null cash, never a cash of nulls.
CREATE TYPE deskloom_expr.cash AS (amount numeric, currency text);

CREATE FUNCTION deskloom_expr.half_even(x numeric, places int) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    whole numeric := trunc(x, places);
    twice numeric := abs(x - trunc(x, places)) * 2;
    step  numeric := ('1e-' || places)::numeric;
BEGIN
    IF twice > step OR (twice = step AND mod(abs(whole) * ('1e' || places)::numeric, 2) = 1) THEN
        RETURN whole + sign(x) * step;
    END IF;
    RETURN whole;
END $$;

-- At most 26 digits before the point and 12 after it.
CREATE FUNCTION deskloom_expr.bounded(x numeric) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    fine numeric := CASE WHEN min_scale(x) <= 12 THEN x ELSE deskloom_expr.half_even(x, 12) END;
BEGIN
    RETURN CASE WHEN abs(fine) < 1e26 THEN fine END;
END $$;

CREATE FUNCTION deskloom_expr.divide(a numeric, b numeric) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    quotient numeric;
    twice    numeric;
BEGIN
    IF b = 0 THEN
        RETURN NULL;
    END IF;
    -- On whole numbers, so that a tie is seen as a tie.
    quotient := div(a * 1e12, b);
    twice := abs(a * 1e12 - quotient * b) * 2;
    IF twice > abs(b) OR (twice = abs(b) AND mod(abs(quotient), 2) = 1) THEN
        quotient := quotient + sign(a) * sign(b);
    END IF;
    RETURN deskloom_expr.bounded(quotient * 0.000000000001);
END $$;

CREATE FUNCTION deskloom_expr.remainder(a numeric, b numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN b OPERATOR(pg_catalog.<>) 0 THEN deskloom_expr.bounded(pg_catalog.mod(a, b)) END $$;

CREATE FUNCTION deskloom_expr.ends_with(x text, tail text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT right(x, length(tail)) = tail $$;

CREATE FUNCTION deskloom_expr.extreme(items anyarray, largest boolean) RETURNS anyelement
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN array_position(items, NULL) IS NOT NULL THEN NULL
                WHEN largest THEN (SELECT max(x) FROM unnest(items) AS x)
                ELSE (SELECT min(x) FROM unnest(items) AS x) END $$;

-- Money

CREATE FUNCTION deskloom_expr.cash(amount numeric, currency text) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN amount IS NOT NULL AND currency ~ '^[A-Z]{3}$' THEN ROW(amount, currency)::deskloom_expr.cash END $$;

-- null when they cannot be compared
CREATE FUNCTION deskloom_expr.cash_order(a deskloom_expr.cash, b deskloom_expr.cash) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN (a).currency = (b).currency THEN sign((a).amount - (b).amount)::int END $$;

CREATE FUNCTION deskloom_expr.cash_equal(a deskloom_expr.cash, b deskloom_expr.cash) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT (a).amount IS NOT DISTINCT FROM (b).amount AND (a).currency IS NOT DISTINCT FROM (b).currency $$;

CREATE FUNCTION deskloom_expr.cash_sum(a deskloom_expr.cash, b deskloom_expr.cash, factor int) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN (a).currency = (b).currency
        THEN deskloom_expr.cash(deskloom_expr.bounded((a).amount + factor * (b).amount), (a).currency) END $$;

CREATE FUNCTION deskloom_expr.cash_times(a deskloom_expr.cash, n numeric) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.cash(deskloom_expr.bounded((a).amount * n), (a).currency) $$;

CREATE FUNCTION deskloom_expr.cash_by(a deskloom_expr.cash, n numeric) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.cash(deskloom_expr.divide((a).amount, n), (a).currency) $$;

CREATE FUNCTION deskloom_expr.cash_ratio(a deskloom_expr.cash, b deskloom_expr.cash) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN (a).currency = (b).currency THEN deskloom_expr.divide((a).amount, (b).amount) END $$;

CREATE FUNCTION deskloom_expr.cash_round(a deskloom_expr.cash, places int) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.cash(deskloom_expr.bounded(deskloom_expr.half_even((a).amount, places)), (a).currency) $$;

CREATE FUNCTION deskloom_expr.cash_abs(a deskloom_expr.cash) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.cash(abs((a).amount), (a).currency) $$;

CREATE FUNCTION deskloom_expr.cash_negative(a deskloom_expr.cash) RETURNS deskloom_expr.cash
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.cash(-(a).amount, (a).currency) $$;

CREATE FUNCTION deskloom_expr.cash_extreme(items deskloom_expr.cash[], largest boolean) RETURNS deskloom_expr.cash
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    best deskloom_expr.cash := items[1];
    found int;
BEGIN
    FOR i IN 2 .. cardinality(items) LOOP
        found := deskloom_expr.cash_order(items[i], best);
        IF found IS NULL THEN
            RETURN NULL;
        ELSIF (largest AND found > 0) OR (NOT largest AND found < 0) THEN
            best := items[i];
        END IF;
    END LOOP;
    RETURN best;
END $$;

-- Days, moments, spans (whole microseconds)

CREATE FUNCTION deskloom_expr.day(t text) RETURNS date
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    p text[] := regexp_match(t, '^([0-9]{4})-([0-9]{2})-([0-9]{2})$');
    y int := p[1]::int;
    m int := p[2]::int;
    d int := p[3]::int;
BEGIN
    IF y >= 1 AND m BETWEEN 1 AND 12 AND d >= 1
        AND d <= extract(day FROM make_date(y, m, 1) + interval '1 month' - interval '1 day') THEN
        RETURN make_date(y, m, d);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION deskloom_expr.in_time(at timestamptz) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN at >= '0001-01-01 00:00:00+00'::timestamptz AND at < '10000-01-01 00:00:00+00'::timestamptz THEN at END $$;

CREATE FUNCTION deskloom_expr.moment(t text) RETURNS timestamptz
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    p text[] := regexp_match(t,
        '^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))$');
    d date := deskloom_expr.day(p[1]);
    h int := p[2]::int;
    m int := p[3]::int;
    s int := coalesce(p[4]::int, 0);
    micros int := rpad(coalesce(p[5], '0'), 6, '0')::int;
    off int := CASE WHEN p[6] IS NOT NULL THEN 0 ELSE p[8]::int * 60 + p[9]::int END;
BEGIN
    IF d IS NULL OR h > 23 OR m > 59 OR s > 59 OR coalesce(p[9]::int, 0) > 59 OR off > 1080 THEN
        RETURN NULL;
    END IF;
    RETURN deskloom_expr.in_time((d + make_interval(0, 0, 0, 0, h, m, s) + micros * interval '1 microsecond'
        - (CASE WHEN p[7] = '-' THEN -off ELSE off END) * interval '1 minute') AT TIME ZONE 'UTC');
END $$;

CREATE FUNCTION deskloom_expr.day_in(at timestamptz, zone text) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN (at AT TIME ZONE zone) >= '0001-01-01' AND (at AT TIME ZONE zone) < '10000-01-01'
        THEN (at AT TIME ZONE zone)::date END $$;

-- PostgreSQL takes the second of two midnights; people mean the first.
CREATE FUNCTION deskloom_expr.start_of(day date, zone text) RETURNS timestamptz
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    local timestamp := day::timestamp;
    given timestamptz := local AT TIME ZONE zone;
    before timestamptz;
BEGIN
    -- The same wall time with the offset that was in force a day earlier.
    before := given - interval '1 day';
    before := (local - ((before AT TIME ZONE zone) - (before AT TIME ZONE 'UTC'))) AT TIME ZONE 'UTC';
    RETURN deskloom_expr.in_time(CASE WHEN before < given AND (before AT TIME ZONE zone) = local THEN before ELSE given END);
END $$;

CREATE FUNCTION deskloom_expr.add_days(day date, days numeric) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN days = trunc(days) AND abs(days) <= 10000000
            AND (day - '0001-01-01'::date) + days BETWEEN 0 AND ('9999-12-31'::date - '0001-01-01'::date)
        THEN day + days::int END $$;

CREATE FUNCTION deskloom_expr.span_bounded(micros numeric) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN abs(micros) <= 3155760000000000 THEN micros::bigint END $$;

CREATE FUNCTION deskloom_expr.span_between(later timestamptz, earlier timestamptz) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.span_bounded((extract(epoch FROM later) - extract(epoch FROM earlier)) * 1000000) $$;

-- Exact: a span is below 2^53 microseconds.
CREATE FUNCTION deskloom_expr.plus_span(at timestamptz, micros bigint) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT deskloom_expr.in_time(((at AT TIME ZONE 'UTC') + micros * interval '1 microsecond') AT TIME ZONE 'UTC') $$;

-- Reading a field from JSON

CREATE FUNCTION deskloom_expr.number(j jsonb) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN jsonb_typeof(j) IN ('number', 'string') AND (j #>> '{}') ~ '^-?[0-9]{1,40}([.][0-9]{1,20})?$'
        THEN (j #>> '{}')::numeric END $$;

CREATE FUNCTION deskloom_expr.yes_no(j jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN jsonb_typeof(j) = 'boolean' THEN j::boolean END $$;

CREATE FUNCTION deskloom_expr.texts(j jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN jsonb_typeof(j) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(j)) END $$;

-- As java.time.Duration writes it: PT26H3M4.5S, each part with its own sign.
CREATE FUNCTION deskloom_expr.span(j jsonb) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    p text[] := regexp_match(j #>> '{}',
        '^PT(?:(-?[0-9]{1,9})H)?(?:(-?[0-9]{1,9})M)?(?:(-?[0-9]{1,10}(?:\.[0-9]{1,6})?)S)?$');
BEGIN
    IF p IS NULL OR num_nonnulls(VARIADIC p) = 0 THEN
        RETURN NULL;
    END IF;
    RETURN deskloom_expr.span_bounded((coalesce(p[1]::numeric, 0) * 3600 + coalesce(p[2]::numeric, 0) * 60
        + coalesce(p[3]::numeric, 0)) * 1000000);
END $$;
