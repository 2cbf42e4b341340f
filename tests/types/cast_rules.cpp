// The cast table against PostgreSQL 15's pg_cast.
#include <helios/types/cast_rules.hpp>

#include "random.hpp"

#include <sstream>

using namespace helios::types;

TEST_CASE("casts between types that are not text follow pg_cast", "[types]") {
  // source target castcontext, all rows of pg_cast with both types here and not both strings
  std::istringstream rows(
      "bool int4 e  bool text a  bool bpchar a  bool varchar a  int8 int2 a  int8 int4 a  int8 "
      "float4 i  int8 float8 i  "
      "int8 numeric i  int2 int8 i  int2 int4 i  int2 float4 i  int2 float8 i  int2 numeric i  "
      "int4 bool e  int4 int8 i  "
      "int4 int2 a  int4 float4 i  int4 float8 i  int4 numeric i  float4 int8 a  float4 int2 a  "
      "float4 int4 a  "
      "float4 float8 i  float4 numeric a  float8 int8 a  float8 int2 a  float8 int4 a  float8 "
      "float4 a  float8 numeric a  "
      "date timestamp i  date timestamptz i  time interval i  timestamp date a  timestamp time a  "
      "timestamp timestamptz i  "
      "timestamptz date a  timestamptz time a  timestamptz timestamp a  interval time a  numeric "
      "int8 a  numeric int2 a  "
      "numeric int4 a  numeric float4 i  numeric float8 i  "
      "json jsonb a  jsonb json a  jsonb bool e  jsonb int2 e  jsonb int4 e  jsonb int8 e  "
      "jsonb float4 e  jsonb float8 e  jsonb numeric e");
  cast_rule expected[type_count][type_count] = {};
  std::string from, to;
  char context = 0;
  while (rows >> from >> to >> context)
    expected[int(parse_type_name(from).id)][int(parse_type_name(to).id)] =
        context == 'i'   ? cast_rule::always
        : context == 'a' ? cast_rule::on_assignment
                         : cast_rule::on_request;
  for (int f = 1; f != type_count; ++f)
    for (int t = 1; t != type_count; ++t) {
      auto const source = static_cast<type_id>(f), target = static_cast<type_id>(t);
      bool const from_text = category(source) == type_category::string,
                 to_text = category(target) == type_category::string;
      cast_rule const rule = source == target || (from_text && to_text) ? cast_rule::always
                             : to_text                                  ? cast_rule::on_assignment
                             : from_text                                ? cast_rule::on_request
                                                                        : expected[f][t];
      CAPTURE(name(source), name(target));
      CHECK(find_cast(source, target) == rule);
    }
}

TEST_CASE("contexts permit what they contain", "[types]") {
  CHECK(permits(cast_rule::always, cast_context::implicit));
  CHECK_FALSE(permits(cast_rule::on_assignment, cast_context::implicit));
  CHECK(permits(cast_rule::on_assignment, cast_context::explicit_));
  CHECK_FALSE(permits(cast_rule::on_request, cast_context::assignment));
  CHECK_FALSE(permits(cast_rule::none, cast_context::explicit_));
  HELIOS_CHECK_ERROR("42846", "cannot cast type uuid to integer",
                     (throw_cannot_cast(type_id::uuid, type_id::int4), 0));
}

TEST_CASE("common types", "[types]") {
  CHECK(common_type(type_id::int4, type_id::numeric) == type_id::numeric);
  CHECK(common_type(type_id::numeric, type_id::int4) == type_id::numeric);
  CHECK(common_type(type_id::float8, type_id::numeric) == type_id::float8);
  CHECK(common_type(type_id::unknown, type_id::date) == type_id::date);
  CHECK(common_type(type_id::date, type_id::timestamptz) == type_id::timestamptz);
  // Both ways implicit: the first stays.
  CHECK(common_type(type_id::varchar, type_id::text) == type_id::varchar);
  CHECK(common_type(type_id::int4, type_id::text) == type_id::unknown);
  CHECK(common_type(type_id::time, type_id::date) == type_id::unknown);
}
