-- branch dev, from main at 6, is at 8
-- branch main, from nothing at 0, is at 16
-- branch past, from main at 3, is at 12
-- tag before of main at 3

-- dev
BEGIN;
CREATE SCHEMA "Odd Name";
CREATE SEQUENCE public.tickets INCREMENT BY 5 START WITH 100;
CREATE TABLE public.every_type (
  id integer,
  boolean_ boolean,
  int2_ smallint,
  int4_ integer,
  int8_ bigint,
  float4_ real,
  float8_ double precision,
  numeric_ numeric,
  money_ numeric(12,2),
  text_ text,
  varchar_ character varying(20),
  bpchar_ character(5),
  bytea_ bytea,
  date_ date,
  time_ time without time zone,
  timestamp_ timestamp without time zone,
  timestamptz_ timestamp with time zone,
  interval_ interval,
  uuid_ uuid,
  CONSTRAINT every_type_pkey PRIMARY KEY (id)
);
CREATE TABLE public.people (
  name text,
  born date NOT NULL,
  mother text,
  number integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.people_number_seq MAXVALUE 2147483647) NOT NULL,
  twice integer GENERATED ALWAYS AS (length(name) * 2) STORED,
  note text DEFAULT 'none',
  CONSTRAINT people_pkey PRIMARY KEY (name),
  CONSTRAINT people_born_name_key UNIQUE (born, name),
  CONSTRAINT people_born_check CHECK (born > '0001-01-01')
);
CREATE TABLE "Odd Name"."Child's" (
  id serial,
  parent text,
  note text DEFAULT 'it''s',
  CONSTRAINT "Child's_pkey" PRIMARY KEY (id, note)
);
CREATE TABLE public.without_key (
  a integer,
  b text
);
CREATE TABLE public.dropped (
  id integer,
  t text,
  CONSTRAINT dropped_pkey PRIMARY KEY (id)
);
INSERT INTO public.every_type (id, boolean_, int2_, int4_, int8_, float4_, float8_, numeric_, money_, text_, varchar_, bpchar_, bytea_, date_, time_, timestamp_, timestamptz_, interval_, uuid_) VALUES
  (-4, true, 0, 0, 0, '0', '0', 0, 0.00, 'it''s "quoted" \ and so on', 'two
lines', 'ab   ', '\x', '4713-01-01 BC', '12:00:00', '0001-01-01 00:00:00 BC', 'infinity', '00:00:00', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  (1, true, 32767, 2147483647, 9223372036854775807, '1.5', '1e+300', 12345678901234567890.0123456789, 12.34, 'Grüße', 'twenty characters at', 'five ', '\x00ff10', '2026-02-28', '23:59:59.999999', '1999-12-31 23:59:59.5', '1999-12-31 18:30:00+00', '1 year 2 mons 3 days 04:05:06.7', '123e4567-e89b-12d3-a456-426614174000'),
  (2, false, -32768, -2147483648, -9223372036854775808, '-Infinity', 'NaN', -0.5, -0.01, '', '', '     ', '\x', '-infinity', '00:00:00', 'infinity', '-infinity', '-1 days', '00000000-0000-0000-0000-000000000000'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ', NULL, NULL, '\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.people (name, born, mother, number, note) OVERRIDING SYSTEM VALUE VALUES
  ('Ada', '1815-12-10', NULL, 1, 'none'),
  ('Anne', '1837-09-22', 'Ada', 3, 'none'),
  ('Byron', '1836-05-12', 'Ada', 2, 'none'),
  ('Ralph', '1839-07-02', 'Ada', 4, 'none');
INSERT INTO "Odd Name"."Child's" (id, parent, note) VALUES
  (1, 'Ada', 'it''s'),
  (2, 'Byron', 'it''s'),
  (3, NULL, 'it''s');
INSERT INTO public.without_key (a, b) VALUES
  (1, 'row 1'),
  (2, 'row 2'),
  (3, 'row 3'),
  (4, 'row 4'),
  (6, 'row 6'),
  (7, 'row 7 changed'),
  (8, 'row 8'),
  (9, 'row 9'),
  (11, 'row 11'),
  (12, 'row 12'),
  (13, 'row 13'),
  (14, 'row 14 changed'),
  (16, 'row 16'),
  (17, 'row 17'),
  (18, 'row 18'),
  (19, 'row 19'),
  (21, 'row 21 changed'),
  (22, 'row 22'),
  (23, 'row 23'),
  (24, 'row 24'),
  (26, 'row 26'),
  (27, 'row 27'),
  (28, 'row 28 changed'),
  (29, 'row 29'),
  (31, 'row 31'),
  (32, 'row 32'),
  (33, 'row 33'),
  (34, 'row 34'),
  (36, 'row 36'),
  (37, 'row 37'),
  (38, 'row 38'),
  (39, 'row 39'),
  (41, 'row 41'),
  (42, 'row 42 changed'),
  (43, 'row 43'),
  (44, 'row 44'),
  (46, 'row 46'),
  (47, 'row 47'),
  (48, 'row 48'),
  (49, 'row 49 changed');
INSERT INTO public.dropped (id, t) VALUES
  (1, 'gone '),
  (2, 'gone gone '),
  (3, 'gone gone gone '),
  (4, 'gone gone gone gone '),
  (5, 'gone gone gone gone gone '),
  (6, 'gone gone gone gone gone gone '),
  (7, 'gone gone gone gone gone gone gone '),
  (8, 'gone gone gone gone gone gone gone gone '),
  (9, 'gone gone gone gone gone gone gone gone gone '),
  (10, 'gone gone gone gone gone gone gone gone gone gone '),
  (11, 'gone gone gone gone gone gone gone gone gone gone gone '),
  (12, 'gone gone gone gone gone gone gone gone gone gone gone gone '),
  (13, 'gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (14, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (15, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (16, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (17, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (18, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (19, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (20, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone ');
CREATE UNIQUE INDEX by_name ON public.every_type ((lower(varchar_)));
CREATE INDEX by_year ON public.people ((pg_catalog."extract"('year', born)), name DESC) WHERE mother IS NOT NULL;
ALTER TABLE public.people ADD CONSTRAINT people_mother_fkey FOREIGN KEY (mother) REFERENCES public.people(name);
ALTER TABLE "Odd Name"."Child's" ADD CONSTRAINT "Child's_parent_fkey" FOREIGN KEY (parent) REFERENCES public.people(name) ON DELETE CASCADE;
CREATE VIEW public.mothers (mother, children) AS SELECT mother, count(*) AS children FROM public.people WHERE mother IS NOT NULL GROUP BY mother;
SELECT setval('"Odd Name"."Child''s_id_seq"', 3);
SELECT setval('public.people_number_seq', 4);
SELECT setval('public.tickets', 105);
COMMIT;

-- dev at 1, by transaction 1, 1767225601000001
--   not there
--   not there
--   not there
--   not there

-- dev at 2, by transaction 2, 1767225602000000
--   0|~|~|
--   not there
--   0|~|
--   0|~|

-- dev at 3, by transaction 3, 1767225603000000: the first rows
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   50|291|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- dev at 4, by transaction 4, 1767225605000000
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   50|347|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- dev at 5, by transaction 5, 1767225606000000
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- dev at 6, by transaction 6, 1767225607000000
--   5|-1|1500|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- dev at 7, by transaction 7, 1767225609000000
--   5|-1|1500|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12| Ralph|1839-07-02|
--   40|280|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- dev at 8, by transaction 8, 1767225610000000
--   5|-1|1500|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12| Ralph|1839-07-02|
--   40|280|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- main
BEGIN;
CREATE SCHEMA "Odd Name";
CREATE SEQUENCE public.tickets INCREMENT BY 5 START WITH 100;
CREATE TABLE public.every_type (
  id integer,
  boolean_ boolean,
  int2_ smallint,
  int4_ integer,
  int8_ bigint,
  float4_ real,
  float8_ double precision,
  numeric_ numeric,
  money_ numeric(12,2),
  text_ text,
  varchar_ character varying(20),
  bpchar_ character(5),
  bytea_ bytea,
  date_ date,
  time_ time without time zone,
  timestamp_ timestamp without time zone,
  timestamptz_ timestamp with time zone,
  interval_ interval,
  uuid_ uuid,
  CONSTRAINT every_type_pkey PRIMARY KEY (id)
);
CREATE TABLE public.people (
  name text,
  born date NOT NULL,
  mother text,
  number integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.people_number_seq MAXVALUE 2147483647) NOT NULL,
  twice integer GENERATED ALWAYS AS (length(name) * 2) STORED,
  note text DEFAULT 'none',
  CONSTRAINT people_pkey PRIMARY KEY (name),
  CONSTRAINT people_born_name_key UNIQUE (born, name),
  CONSTRAINT people_born_check CHECK (born > '0001-01-01')
);
CREATE TABLE "Odd Name"."Child's" (
  id serial,
  parent text,
  note text DEFAULT 'it''s',
  CONSTRAINT "Child's_pkey" PRIMARY KEY (id, note)
);
CREATE TABLE public.without_key (
  b text
);
INSERT INTO public.every_type (id, boolean_, int2_, int4_, int8_, float4_, float8_, numeric_, money_, text_, varchar_, bpchar_, bytea_, date_, time_, timestamp_, timestamptz_, interval_, uuid_) VALUES
  (-4, true, 0, 0, 0, '0', '0', 0, 0.00, 'it''s "quoted" \ and so on', 'two
lines', 'ab   ', '\x', '4713-01-01 BC', '12:00:00', '0001-01-01 00:00:00 BC', 'infinity', '00:00:00', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  (1, true, 32767, 2147483647, 9223372036854775807, '1.5', '1e+300', 12345678901234567890.0123456789, 12.34, 'Grüße', 'twenty characters at', 'five ', '\x00ff10', '2026-02-28', '23:59:59.999999', '1999-12-31 23:59:59.5', '1999-12-31 18:30:00+00', '1 year 2 mons 3 days 04:05:06.7', '123e4567-e89b-12d3-a456-426614174000'),
  (2, false, -32768, -2147483648, -9223372036854775808, '-Infinity', 'NaN', -0.5, -0.01, '', '', '     ', '\x', '-infinity', '00:00:00', 'infinity', '-infinity', '-1 days', '00000000-0000-0000-0000-000000000000'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (10, NULL, NULL, 7, NULL, NULL, NULL, NULL, NULL, 'short again', NULL, NULL, '\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.people (name, born, mother, number, note) OVERRIDING SYSTEM VALUE VALUES
  ('Ada', '1815-12-11', NULL, 1, 'none'),
  ('Anne', '1837-09-22', 'Ada', 3, 'none'),
  ('Ralph', '1839-07-02', 'Ada', 4, 'none');
INSERT INTO "Odd Name"."Child's" (id, parent, note) VALUES
  (1, 'Ada', 'it''s'),
  (3, NULL, 'it''s');
INSERT INTO public.without_key (b) VALUES
  ('row 1'),
  ('row 2'),
  ('row 3'),
  ('row 4'),
  ('row 6'),
  ('row 7 changed'),
  ('row 8'),
  ('row 9'),
  ('row 11'),
  ('row 12'),
  ('row 13'),
  ('row 14 changed'),
  ('row 16'),
  ('row 17'),
  ('row 18'),
  ('row 19'),
  ('row 21 changed'),
  ('row 22'),
  ('row 23'),
  ('row 24'),
  ('row 26'),
  ('row 27'),
  ('row 28 changed'),
  ('row 29'),
  ('row 31'),
  ('row 32'),
  ('row 33'),
  ('row 34'),
  ('row 36'),
  ('row 37'),
  ('row 38'),
  ('row 39'),
  ('row 41'),
  ('row 42 changed'),
  ('row 43'),
  ('row 44'),
  ('row 46'),
  ('row 47'),
  ('row 48'),
  ('row 49 changed'),
  ('loaded 1'),
  ('loaded 2'),
  ('loaded 3'),
  ('loaded 4'),
  ('loaded 5'),
  ('loaded 6'),
  ('loaded 7'),
  ('loaded 8'),
  ('loaded 9'),
  ('loaded 10'),
  ('loaded 11'),
  ('loaded 12'),
  ('loaded 13'),
  ('loaded 14'),
  ('loaded 15'),
  ('loaded 16'),
  ('loaded 17'),
  ('loaded 18'),
  ('loaded 19'),
  ('loaded 20'),
  ('loaded 21'),
  ('loaded 22'),
  ('loaded 23'),
  ('loaded 24'),
  ('loaded 25'),
  ('loaded 26'),
  ('loaded 27'),
  ('loaded 28'),
  ('loaded 29'),
  ('loaded 30'),
  ('loaded 31'),
  ('loaded 32'),
  ('loaded 33'),
  ('loaded 34'),
  ('loaded 35'),
  ('loaded 36'),
  ('loaded 37'),
  ('loaded 38'),
  ('loaded 39'),
  ('loaded 40');
CREATE UNIQUE INDEX by_name ON public.every_type ((lower(varchar_)));
CREATE INDEX by_year ON public.people ((pg_catalog."extract"('year', born)), name DESC) WHERE mother IS NOT NULL;
ALTER TABLE public.people ADD CONSTRAINT people_mother_fkey FOREIGN KEY (mother) REFERENCES public.people(name);
ALTER TABLE "Odd Name"."Child's" ADD CONSTRAINT "Child's_parent_fkey" FOREIGN KEY (parent) REFERENCES public.people(name) ON DELETE CASCADE;
CREATE VIEW public.mothers (mother, children) AS SELECT mother, count(*) AS children FROM public.people WHERE mother IS NOT NULL GROUP BY mother;
SELECT setval('"Odd Name"."Child''s_id_seq"', 3);
SELECT setval('public.people_number_seq', 4);
SELECT setval('public.tickets', 105);
COMMIT;

-- main at 1, by transaction 1, 1767225601000001
--   not there
--   not there
--   not there
--   not there

-- main at 2, by transaction 2, 1767225602000000
--   0|~|~|
--   not there
--   0|~|
--   0|~|

-- main at 3, by transaction 3, 1767225603000000: the first rows
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   50|291|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- main at 4, by transaction 4, 1767225605000000
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   50|347|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- main at 5, by transaction 5, 1767225606000000
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- main at 6, by transaction 6, 1767225607000000
--   5|-1|1500|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- main at 9, by transaction 9, 1767225611000000
--   5|-1|1500|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   not there

-- main at 10, by transaction 10, 1767225612000000
--   5|-1|1500|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   not there

-- main at 11, by transaction 11, 1767225613000000
--   5|-1|1500|
--   Ada|1815-12-11| Anne|1837-09-22| Byron|1836-05-12|
--   40|280|
--   not there

-- main at 13, by transaction 13, 1767225616000000: merge dev into main
--   5|-1|1500|
--   Ada|1815-12-11| Anne|1837-09-22| Byron|1836-05-12| Ralph|1839-07-02|
--   40|280|
--   not there

-- main at 14, by transaction 14, 1767225617000000
--   5|-1|1500|
--   Ada|1815-12-11| Anne|1837-09-22| Byron|1836-05-12| Ralph|1839-07-02|
--   80|631|
--   not there

-- main at 15, by transaction 15, 1767225618000000
--   5|6|25|
--   Ada|1815-12-11| Anne|1837-09-22| Byron|1836-05-12| Ralph|1839-07-02|
--   80|631|
--   not there

-- main at 16, by transaction 16, 1767225619000000
--   5|6|25|
--   Ada|1815-12-11| Anne|1837-09-22| Ralph|1839-07-02|
--   80|631|
--   not there

-- past
BEGIN;
CREATE SCHEMA "Odd Name";
CREATE SEQUENCE public.tickets INCREMENT BY 5 START WITH 100;
CREATE TABLE public.every_type (
  id integer,
  boolean_ boolean,
  int2_ smallint,
  int4_ integer,
  int8_ bigint,
  float4_ real,
  float8_ double precision,
  numeric_ numeric,
  money_ numeric(12,2),
  text_ text,
  varchar_ character varying(20),
  bpchar_ character(5),
  bytea_ bytea,
  date_ date,
  time_ time without time zone,
  timestamp_ timestamp without time zone,
  timestamptz_ timestamp with time zone,
  interval_ interval,
  uuid_ uuid,
  CONSTRAINT every_type_pkey PRIMARY KEY (id)
);
CREATE TABLE public.people (
  name text,
  born date NOT NULL,
  mother text,
  number integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.people_number_seq MAXVALUE 2147483647) NOT NULL,
  twice integer GENERATED ALWAYS AS (length(name) * 2) STORED,
  CONSTRAINT people_pkey PRIMARY KEY (name),
  CONSTRAINT people_born_name_key UNIQUE (born, name),
  CONSTRAINT people_born_check CHECK (born > '0001-01-01')
);
CREATE TABLE "Odd Name"."Child's" (
  id serial,
  parent text,
  note text DEFAULT 'it''s',
  CONSTRAINT "Child's_pkey" PRIMARY KEY (id, note)
);
CREATE TABLE public.without_key (
  a integer,
  b text
);
CREATE TABLE public.dropped (
  id integer,
  t text,
  CONSTRAINT dropped_pkey PRIMARY KEY (id)
);
INSERT INTO public.every_type (id, boolean_, int2_, int4_, int8_, float4_, float8_, numeric_, money_, text_, varchar_, bpchar_, bytea_, date_, time_, timestamp_, timestamptz_, interval_, uuid_) VALUES
  (-4, true, 0, 0, 0, '0', '0', 0, 0.00, 'it''s "quoted" \ and so on', 'two
lines', 'ab   ', '\x', '4713-01-01 BC', '12:00:00', '0001-01-01 00:00:00 BC', 'infinity', '00:00:00', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  (1, true, 32767, 2147483647, 9223372036854775807, '1.5', '1e+300', 12345678901234567890.0123456789, 12.34, 'Grüße', 'twenty characters at', 'five ', '\x00ff10', '2026-02-28', '23:59:59.999999', '1999-12-31 23:59:59.5', '1999-12-31 18:30:00+00', '1 year 2 mons 3 days 04:05:06.7', '123e4567-e89b-12d3-a456-426614174000'),
  (2, false, -32768, -2147483648, -9223372036854775808, '-Infinity', 'NaN', -0.5, -0.01, '', '', '     ', '\x', '-infinity', '00:00:00', 'infinity', '-infinity', '-1 days', '00000000-0000-0000-0000-000000000000'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.people (name, born, mother, number) OVERRIDING SYSTEM VALUE VALUES
  ('Ada', '1815-12-10', NULL, 1),
  ('Anne', '1837-09-22', 'Ada', 3),
  ('Byron', '1836-05-12', 'Ada', 2);
INSERT INTO "Odd Name"."Child's" (id, parent, note) VALUES
  (1, 'Ada', 'it''s'),
  (2, 'Byron', 'it''s'),
  (3, NULL, 'it''s');
INSERT INTO public.without_key (a, b) VALUES
  (1, 'row 1'),
  (2, 'row 2'),
  (3, 'row 3'),
  (4, 'row 4'),
  (5, 'row 5'),
  (6, 'row 6'),
  (7, 'row 7'),
  (8, 'row 8'),
  (9, 'row 9'),
  (10, 'row 10'),
  (11, 'row 11'),
  (12, 'row 12'),
  (13, 'row 13'),
  (14, 'row 14'),
  (15, 'row 15'),
  (16, 'row 16'),
  (17, 'row 17'),
  (18, 'row 18'),
  (19, 'row 19'),
  (20, 'row 20'),
  (21, 'row 21'),
  (22, 'row 22'),
  (23, 'row 23'),
  (24, 'row 24'),
  (25, 'row 25'),
  (26, 'row 26'),
  (27, 'row 27'),
  (28, 'row 28'),
  (29, 'row 29'),
  (30, 'row 30'),
  (31, 'row 31'),
  (32, 'row 32'),
  (33, 'row 33'),
  (34, 'row 34'),
  (35, 'row 35'),
  (36, 'row 36'),
  (37, 'row 37'),
  (38, 'row 38'),
  (39, 'row 39'),
  (40, 'row 40'),
  (41, 'row 41'),
  (42, 'row 42'),
  (43, 'row 43'),
  (44, 'row 44'),
  (45, 'row 45'),
  (46, 'row 46'),
  (47, 'row 47'),
  (48, 'row 48'),
  (49, 'row 49'),
  (50, 'row 50');
INSERT INTO public.dropped (id, t) VALUES
  (1, 'gone '),
  (2, 'gone gone '),
  (3, 'kept on a branch'),
  (4, 'gone gone gone gone '),
  (5, 'gone gone gone gone gone '),
  (6, 'gone gone gone gone gone gone '),
  (7, 'gone gone gone gone gone gone gone '),
  (8, 'gone gone gone gone gone gone gone gone '),
  (9, 'gone gone gone gone gone gone gone gone gone '),
  (10, 'gone gone gone gone gone gone gone gone gone gone '),
  (11, 'gone gone gone gone gone gone gone gone gone gone gone '),
  (12, 'gone gone gone gone gone gone gone gone gone gone gone gone '),
  (13, 'gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (14, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (15, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (16, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (17, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (18, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (19, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone '),
  (20, 'gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone ');
CREATE UNIQUE INDEX by_name ON public.every_type ((lower(varchar_)));
CREATE INDEX by_year ON public.people ((pg_catalog."extract"('year', born)), name DESC) WHERE mother IS NOT NULL;
ALTER TABLE public.people ADD CONSTRAINT people_mother_fkey FOREIGN KEY (mother) REFERENCES public.people(name);
ALTER TABLE "Odd Name"."Child's" ADD CONSTRAINT "Child's_parent_fkey" FOREIGN KEY (parent) REFERENCES public.people(name) ON DELETE CASCADE;
CREATE VIEW public.mothers (mother, children) AS SELECT mother, count(*) AS children FROM public.people WHERE mother IS NOT NULL GROUP BY mother;
SELECT setval('"Odd Name"."Child''s_id_seq"', 3);
SELECT setval('public.people_number_seq', 4);
SELECT setval('public.tickets', 105);
COMMIT;

-- past at 1, by transaction 1, 1767225601000001
--   not there
--   not there
--   not there
--   not there

-- past at 2, by transaction 2, 1767225602000000
--   0|~|~|
--   not there
--   0|~|
--   0|~|

-- past at 3, by transaction 3, 1767225603000000: the first rows
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   50|291|
--   20|gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone gone |

-- past at 12, by transaction 12, 1767225615000000
--   4|-1|25|
--   Ada|1815-12-10| Anne|1837-09-22| Byron|1836-05-12|
--   50|291|
--   20|kept on a branch|
