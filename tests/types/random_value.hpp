// tests/types/random_value.hpp -- random values of every type, edges as often as the middle.
#pragma once

#include "random.hpp"

#include <helios/types/array.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/value.hpp>
#include <helios/types/vector.hpp>

#include <bit>
#include <limits>
#include <string>
#include <vector>

namespace helios::tests {

inline std::string random_text(random& r) {
  constexpr std::string_view pieces[] = {
      "a", "b", "\x01", " ", "\x7f", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "zz"};
  std::string s;
  for (auto n = r.between(0, r.between(0, 20)); n != 0; --n)
    s += pieces[r.bits() % std::size(pieces)];
  return s;
}

/// JSON with blanks, exponents, escapes and keys in any order.
inline std::string random_json(random& r, int levels = 4) {
  constexpr std::string_view scalars[] = {
      "null", "true",  "false",  "0",  "-0.0",    "1",     "1.0",         "-1",      "10",
      "1e2",  "-1.50", "12e-3",  "{}", "[]",      "0.5",   "\"\"",        "\"a\"",   "\"aa\"",
      "-2",   "-10",   "-0.125", "99", "1.00001", "1e-20", "\"\\u00e4\"", "\"\\n\"", "\"\\\"\""};
  constexpr std::string_view keys[] = {"\"a\"",  "\"b\"",   "\"aa\"",      "\"\"",
                                       "\"ab\"", "\"\\t\"", "\"\\u0061\"", "\"Ã¤\""};
  if (levels == 0 || r.between(0, 3) == 0)
    return std::string(scalars[r.bits() % std::size(scalars)]);
  bool const object = r.coin();
  std::string s = object ? "{" : "[";
  for (auto n = r.between(0, 4), i = n; i != 0; --i) {
    if (i != n) s += r.coin() ? "," : " ,\n";
    if (object) (s += keys[r.bits() % std::size(keys)]) += r.coin() ? ":" : "\t: ";
    s += random_json(r, levels - 1);
  }
  return s += object ? '}' : ']';
}

/// A type without modifiers; of an enumeration, one that is defined; of arrays, those of numerics.
inline types::data_type plain_type(types::type_id id) {
  if (id == types::type_id::array) return types::array_of(types::type_id::numeric);
  if (id != types::type_id::enumeration) return id;
  return types::enumeration_type({5, "mood", types::number_labels({"sad", "ok", "it's \xc3\xa4"})});
}

/// Requires a type other than unknown.
inline types::value random_value(random& r, types::type_id type) {
  using namespace types;
  auto const some_float = [&]<class Float, class Bits>(Float, Bits) {
    switch (r.between(0, 9)) {
      case 0: return value(Float{0});
      case 1: return value(-Float{0});
      case 2: return value(std::numeric_limits<Float>::quiet_NaN());
      case 3: return value(std::numeric_limits<Float>::infinity());
      case 4: return value(-std::numeric_limits<Float>::infinity());
      case 5: return value(static_cast<Float>(r.between(-3, 3)));
      default: return value(std::bit_cast<Float>(static_cast<Bits>(r.bits())));
    }
  };
  auto const instant = [&](auto edge) {
    using point = decltype(edge);
    switch (r.between(0, 9)) {
      case 0: return value(point::infinity());
      case 1: return value(point::minus_infinity());
      case 2: return value(point{{first_instant}});
      case 3: return value(point{{end_of_instants - 1}});
      default:
        return value(
            point{{r.coin() ? r.spread() / 64 : r.between(first_instant, end_of_instants - 1)}});
    }
  };
  switch (type) {
    case type_id::boolean: return value(r.coin());
    case type_id::int2: return value(static_cast<std::int16_t>(r.spread() >> r.between(0, 60)));
    case type_id::int4: return value(static_cast<std::int32_t>(r.spread() >> r.between(0, 60)));
    case type_id::int8: return value(r.spread());
    case type_id::float4: return some_float(0.0F, std::uint32_t{});
    case type_id::float8: return some_float(0.0, std::uint64_t{});
    case type_id::numeric:
      return value(r.coin()
                       ? r.decimal()
                       : types::decimal{r.between(-20, 20), static_cast<int>(r.between(0, 2))});
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: return value::text(random_text(r), type);
    case type_id::bytea: {
      bytes b(static_cast<std::size_t>(r.between(0, r.between(0, 40))));
      for (auto& each : b) each = static_cast<std::byte>(r.coin() ? 0 : r.bits());
      return value::bytea(b);
    }
    case type_id::enumeration: {
      data_type const of = plain_type(type);
      auto const& labels = definition_of(of).labels;
      return value(enumerator{labels[r.bits() % labels.size()].number, of.precision});
    }
    case type_id::date:
      return value(r.between(0, 9) == 0
                       ? (r.coin() ? date::infinity() : date::minus_infinity())
                       : date{{static_cast<std::int32_t>(r.between(first_day, end_of_dates - 1))}});
    case type_id::time: return value(time_of_day{r.between(0, microseconds_per_day)});
    case type_id::timestamp: return instant(timestamp{});
    case type_id::timestamptz: return instant(timestamp_tz{});
    case type_id::interval:
      return r.coin() ? value(interval{r.between(-2, 2) * microseconds_per_day,
                                       static_cast<std::int32_t>(r.between(-40, 40)),
                                       static_cast<std::int32_t>(r.between(-2, 2))})
                      : value(interval{r.spread(), static_cast<std::int32_t>(r.spread()),
                                       static_cast<std::int32_t>(r.spread())});
    case type_id::uuid: {
      uuid u;
      for (auto& b : u.bytes) b = static_cast<std::uint8_t>(r.coin() ? r.bits() : 0);
      return value(u);
    }
    case type_id::json: return value::json(random_json(r), type);
    case type_id::jsonb: return value::json(canonical_json(random_json(r)), type);
    case type_id::array: {
      array_builder made(type_id::numeric);
      for (auto n = r.between(0, r.between(0, 6)); n != 0; --n)
        made.add(r.between(0, 4) == 0 ? value() : random_value(r, type_id::numeric));
      return made.finish();
    }
    case type_id::vector: {
      std::vector<float> numbers;
      for (auto n = r.between(1, r.between(1, 20)); n != 0; --n) {
        auto const v = std::bit_cast<float>(static_cast<std::uint32_t>(r.bits()));
        numbers.push_back(r.coin()         ? static_cast<float>(r.between(-1, 1))
                          : r.coin()       ? -0.0F
                          : v - v == v - v ? v
                                           : 0.1F);
      }
      return make_vector(numbers);
    }
    case type_id::unknown: break;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::tests
