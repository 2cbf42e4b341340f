// Names, modifiers and numbers of types; the texts and numbers are PostgreSQL 15's.
#include <helios/types/data_type.hpp>

#include "random.hpp"

using namespace helios;
using namespace helios::types;

TEST_CASE("a type's text names it again", "[types]") {
  for (int i = 1; i != type_count; ++i) {
    auto const id = static_cast<type_id>(i);
    data_type const t = id;
    CAPTURE(to_string(t));
    if (!has_kinds(id)) CHECK(parse_type_name(to_string(t)) == t);
    CHECK(type_of_oid(postgres_oid(id)) == id);
    if (postgres_length(id) > 0)
      CHECK(width(physical(t)) == static_cast<std::size_t>(postgres_length(id)));
  }
  for (data_type const t : {data_type{type_id::numeric, 10, 2}, data_type{type_id::numeric, 3, -5},
                            data_type{type_id::varchar, 20}, data_type{type_id::bpchar, 5},
                            data_type{type_id::time, 0}, data_type{type_id::timestamp, 3},
                            data_type{type_id::timestamptz, 6}, data_type{type_id::interval, 2},
                            array_of(type_id::int4), array_of({type_id::numeric, 10, 2}),
                            data_type{type_id::vector, 3}, array_of({type_id::vector, 3})})
    CHECK(parse_type_name(to_string(t)) == t);
}

TEST_CASE("names and aliases", "[types]") {
  struct {
    char const *text, *shown;
    std::int32_t modifier;
  } const cases[] = {
      {"int", "integer", -1},
      {"INT4", "integer", -1},
      {"bigint", "bigint", -1},
      {"int2", "smallint", -1},
      {"float", "double precision", -1},
      {"float(24)", "real", -1},
      {"float(25)", "double precision", -1},
      {"Double  Precision", "double precision", -1},
      {"real", "real", -1},
      {"bool", "boolean", -1},
      {"decimal(10,2)", "numeric(10,2)", 655366},
      {"dec(5, -2)", "numeric(5,-2)", 329730},
      {"numeric", "numeric", -1},
      {"numeric(7)", "numeric(7,0)", 458756},
      {"varchar(20)", "character varying(20)", 24},
      {"char varying", "character varying", -1},
      {"char", "character(1)", 5},
      {"character(5)", "character(5)", 9},
      {"bpchar", "bpchar", -1},
      {"blob", "bytea", -1},
      {"datetime", "timestamp without time zone", -1},
      {"timestamp(3) with time zone", "timestamp(3) with time zone", 3},
      {"timestamptz(9)", "timestamp(6) with time zone", 6},
      {"time (2)", "time(2) without time zone", 2},
      {"interval(3)", "interval(3)", 2147418115},
      {"pg_catalog.int8", "bigint", -1},
      {" uuid ", "uuid", -1},
  };
  for (auto const& c : cases) {
    CAPTURE(c.text);
    data_type const t = parse_type_name(c.text);
    CHECK(to_string(t) == c.shown);
    CHECK(postgres_modifier(t) == c.modifier);
  }
}

TEST_CASE("what is no type", "[types]") {
  HELIOS_CHECK_ERROR("42704", "type \"frobnicate\" does not exist", parse_type_name("Frobnicate"));
  HELIOS_CHECK_ERROR("42601", "type modifier is not allowed for type \"text\"",
                     parse_type_name("text(3)"));
  HELIOS_CHECK_ERROR("42601", "type modifier is not allowed for type \"float8\"",
                     parse_type_name("double precision(3)"));
  HELIOS_CHECK_ERROR("22023", "NUMERIC precision 0 must be between 1 and 38",
                     parse_type_name("numeric(0)"));
  HELIOS_CHECK_ERROR("22023", "NUMERIC precision 39 must be between 1 and 38",
                     parse_type_name("numeric(39)"));
  HELIOS_CHECK_ERROR("22023", "NUMERIC scale 39 must be between -38 and 38",
                     parse_type_name("numeric(5,39)"));
  HELIOS_CHECK_ERROR(
      "22023", "NUMERIC precision 30 and scale -9 ask for more than 38 digits before the point",
      parse_type_name("numeric(30,-9)"));
  HELIOS_CHECK_ERROR("22023", "invalid NUMERIC type modifier", parse_type_name("numeric(1,2,3)"));
  HELIOS_CHECK_ERROR("22023", "length for type varchar must be at least 1",
                     parse_type_name("varchar(0)"));
  HELIOS_CHECK_ERROR("22023", "length for type char cannot exceed 10485760",
                     parse_type_name("char(10485761)"));
  HELIOS_CHECK_ERROR("22023", "precision for type float must be less than 54 bits",
                     parse_type_name("float(54)"));
  HELIOS_CHECK_ERROR("0A000", "type time with time zone is not supported",
                     parse_type_name("timetz"));
  for (char const* const bad :
       {"", "numeric(", "numeric()", "numeric(1", "(3)", "numeric(1)(2)", "varchar(x)"})
    HELIOS_CHECK_ERROR("42601", "invalid type name \"" + std::string(bad) + '"',
                       parse_type_name(bad));
}
