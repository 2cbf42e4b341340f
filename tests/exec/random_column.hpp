// tests/exec/random_column.hpp -- random values of any type, for columns.
#pragma once

#include <helios/exec/column.hpp>

#include <tests/types/random_value.hpp>

#include <vector>

namespace helios::test {

using types::type_id;

inline constexpr type_id all_types[] = {
    type_id::boolean, type_id::int2,    type_id::int4,      type_id::int8,        type_id::float4,
    type_id::float8,  type_id::numeric, type_id::text,      type_id::bpchar,      type_id::bytea,
    type_id::date,    type_id::time,    type_id::timestamp, type_id::timestamptz, type_id::interval,
    type_id::uuid,    type_id::jsonb};

/// Half of the values are repeated, so that equal ones meet; one in six is NULL.
inline std::vector<types::value> random_column(tests::random& r, type_id type, std::size_t n) {
  std::vector<types::value> values;
  for (std::size_t i = 0; i != n; ++i) {
    if (r.between(0, 5) == 0) {
      values.emplace_back();
    } else if (!values.empty() && r.coin()) {
      values.push_back(values[static_cast<std::size_t>(r.between(0, std::int64_t(i) - 1))]);
    } else {
      values.push_back(tests::random_value(r, type));
    }
  }
  return values;
}

}  // namespace helios::test
