// helios/typed/functions.hpp -- functions of SQL over typed expressions.
//
// Shape     lower("name"_c), round("price"_c, 2), date_trunc("day", "at"_c): found by their
//           argument, without a name in front. functions.def is the table of them.
//           concat(e, ...) takes values of any type, and NULL as nothing.
//           helios::now(), helios::current_date(), helios::gen_random_uuid()
// Laws      each line is what the registry of SQL says: tests/typed/type_rules.cpp
// Threads   values
#pragma once

#include <helios/typed/function.hpp>

namespace helios::typed {

// One function: its name here, its name in SQL, and its ways as {result, {parameters}}.
#define HELIOS_TYPED_FUNCTION_AS(called, printed, ...)        \
  namespace functions {                                       \
  inline constexpr signature called##_ways[] = {__VA_ARGS__}; \
  inline constexpr function called{printed, called##_ways};   \
  }                                                           \
  template <class... Es>                                      \
    requires detail::some_node<Es...>                         \
  [[nodiscard]] auto called(Es const&... arguments) {         \
    return call<functions::called>(arguments...);             \
  }
#define HELIOS_TYPED_FUNCTION(called, ...) HELIOS_TYPED_FUNCTION_AS(called, #called, __VA_ARGS__)

namespace functions {
// The types, as short as a table wants them.
inline constexpr types::type_id boolean = types::type_id::boolean, int2 = types::type_id::int2,
                                int4 = types::type_id::int4, int8 = types::type_id::int8,
                                float4 = types::type_id::float4, float8 = types::type_id::float8,
                                numeric = types::type_id::numeric, text = types::type_id::text,
                                bytea = types::type_id::bytea, date = types::type_id::date,
                                time = types::type_id::time, moment = types::type_id::timestamp,
                                instant = types::type_id::timestamptz,
                                span = types::type_id::interval, uuid = types::type_id::uuid,
                                vector = types::type_id::vector;
}  // namespace functions

#include <helios/typed/functions.def>

#undef HELIOS_TYPED_FUNCTION
#undef HELIOS_TYPED_FUNCTION_AS

// Without arguments.
namespace functions {
inline constexpr signature now_ways[] = {{instant, {}}}, current_date_ways[] = {{date, {}}},
                           gen_random_uuid_ways[] = {{uuid, {}}};
inline constexpr function now{"now", now_ways},
    current_date{"pg_catalog.current_date", current_date_ways},
    gen_random_uuid{"gen_random_uuid", gen_random_uuid_ways};
}  // namespace functions

template <class... Es>
struct concat_node : compound_node<concat_node<Es...>, Es...> {
  std::tuple<Es...> values;
  template <class>
  using type = std::string;
  template <class>
  struct check {};

  void print(sql_text& to) const {
    to << "concat(";
    std::apply([&to](auto const&... each) { print_list(to, each...); }, values);
    to << ")";
  }
};
template <class... Es>
  requires detail::some_node<Es...>
[[nodiscard]] concat_node<node_of<Es>...> concat(Es const&... values) {
  return {{}, {to_node(values)...}};
}

}  // namespace helios::typed

namespace helios {

/// When the transaction began.
[[nodiscard]] inline auto now() { return typed::call<typed::functions::now>(); }
[[nodiscard]] inline auto current_date() { return typed::call<typed::functions::current_date>(); }
[[nodiscard]] inline auto gen_random_uuid() {
  return typed::call<typed::functions::gen_random_uuid>();
}

}  // namespace helios
