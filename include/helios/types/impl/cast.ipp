// helios/types/impl/cast.ipp -- one function per target; the cast table says which sources reach
// it.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/array.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/json_reader.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/number_text.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/text.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/value_text.hpp>
#include <helios/types/vector.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

namespace helios::types {

namespace detail {

template <class Int>
constexpr std::string_view integer_name = sizeof(Int) == 2   ? "smallint"
                                          : sizeof(Int) == 4 ? "integer"
                                                             : "bigint";

template <class Int>
Int narrow(std::int64_t v) {
  if (v < std::numeric_limits<Int>::min() || v > std::numeric_limits<Int>::max())
    throw_out_of_range(integer_name<Int>);
  return static_cast<Int>(v);
}

/// To the nearest integer, ties to even.
template <class Int>
Int round_to(double v) {
  v = std::rint(v);
  constexpr auto limit = static_cast<double>(std::uint64_t{1} << (8 * sizeof(Int) - 1));
  if (!(v >= -limit && v < limit)) throw_out_of_range(integer_name<Int>);
  return static_cast<Int>(v);
}

inline float narrow_float(double v) {
  auto const f = static_cast<float>(v);
  if (std::isinf(f) && !std::isinf(v))
    throw error(errc::numeric_value_out_of_range, "value out of range: overflow");
  if (f == 0 && v != 0)
    throw error(errc::numeric_value_out_of_range, "value out of range: underflow");
  return f;
}

/// Calls f with the number inside.
template <class F>
auto with_number(value const& v, F f) {
  switch (v.type()) {
    case type_id::int2: return f(v.as<std::int16_t>());
    case type_id::int4: return f(v.as<std::int32_t>());
    case type_id::int8: return f(v.as<std::int64_t>());
    case type_id::float4: return f(v.as<float>());
    case type_id::float8: return f(v.as<double>());
    case type_id::numeric: return f(v.as_decimal());
    case type_id::boolean: return f(static_cast<std::int16_t>(v.as<bool>()));
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar:
    case type_id::bytea:
    case type_id::date:
    case type_id::time:
    case type_id::timestamp:
    case type_id::timestamptz:
    case type_id::interval:
    case type_id::uuid:
    case type_id::enumeration:
    case type_id::json:
    case type_id::jsonb:
    case type_id::array:
    case type_id::vector: break;
  }
  HELIOS_UNREACHABLE();
}

template <std::integral Int>
value cast_to_integer(value const& v) {
  return value(with_number(v, [](auto n) -> Int {
    using number = decltype(n);
    if constexpr (std::integral<number>)
      return narrow<Int>(n);
    else if constexpr (std::floating_point<number>)
      return round_to<Int>(double{n});
    else if constexpr (sizeof(Int) == 2)
      return to_int16(n);
    else if constexpr (sizeof(Int) == 4)
      return to_int32(n);
    else
      return to_int64(n);
  }));
}

inline float cast_to_float4(value const& v) {
  return with_number(v, [](auto n) -> float {
    using number = decltype(n);
    if constexpr (std::integral<number>)
      return static_cast<float>(n);
    else if constexpr (std::floating_point<number>)
      return narrow_float(double{n});
    else
      return parse_float4(to_text(n));  // one rounding, not two
  });
}

inline double cast_to_float8(value const& v) {
  return with_number(v, [](auto n) -> double {
    if constexpr (std::is_arithmetic_v<decltype(n)>)
      return static_cast<double>(n);
    else
      return to_double(n);
  });
}

inline decimal cast_to_numeric(value const& v) {
  return with_number(v, [](auto n) -> decimal {
    using number = decltype(n);
    if constexpr (std::integral<number>)
      return decimal(std::int64_t{n});
    else if constexpr (std::floating_point<number>)
      return to_decimal(n);
    else
      return n;
  });
}

inline value cast_to_string(value const& v, type_id to, time_context const& time) {
  if (v.type() == type_id::boolean) return value::text(v.as<bool>() ? "true" : "false", to);
  if (v.type() == type_id::bpchar) return value::text(without_padding(v.as_string()), to);
  if (category(v.type()) == type_category::string) return value::text(v.as_string(), to);
  return value::text(to_text(v, time), to);
}

inline value cast_to_time(value const& v, time_context const& time) {
  if (v.type() == type_id::interval) return value(to_time(v.as<interval>()));
  timestamp const t =
      v.type() == type_id::timestamp ? v.as<timestamp>() : to_timestamp(v.as<timestamp_tz>(), time);
  return t.finite() ? value(to_time(t)) : value();
}

[[nodiscard]] inline std::string_view jsonb_kind(json_piece p) noexcept {
  switch (p) {
    case json_piece::null: return "null";
    case json_piece::string: return "string";
    case json_piece::number: return "numeric";
    case json_piece::false_:
    case json_piece::true_: return "boolean";
    case json_piece::array: return "array";
    case json_piece::object: return "object";
    case json_piece::key:
    case json_piece::end_of_array:
    case json_piece::end_of_object:
    case json_piece::end: break;
  }
  HELIOS_UNREACHABLE();
}

/// The number or boolean that a jsonb is.
inline value scalar_of_jsonb(value const& v, type_id to) {
  json_reader in(v.as_string());
  json_piece const what = in.next();
  bool const truth = what == json_piece::true_ || what == json_piece::false_;
  if (to == type_id::boolean ? !truth : what != json_piece::number)
    throw error(
        errc::invalid_parameter_value,
        "cannot cast jsonb " + std::string(jsonb_kind(what)) + " to type " + std::string(name(to)));
  return truth ? value(what == json_piece::true_) : value(parse_decimal(in.piece()));
}

/// Between two different types, neither side NULL, the source not a string.
inline value convert(value const& v, type_id to, time_context const& time) {
  if (v.type() == type_id::jsonb &&
      (to == type_id::boolean || category(to) == type_category::numeric)) {
    value scalar = scalar_of_jsonb(v, to);
    return scalar.type() == to ? scalar : convert(scalar, to, time);
  }
  switch (to) {
    case type_id::boolean: return value(v.as<std::int32_t>() != 0);
    case type_id::int2: return cast_to_integer<std::int16_t>(v);
    case type_id::int4: return cast_to_integer<std::int32_t>(v);
    case type_id::int8: return cast_to_integer<std::int64_t>(v);
    case type_id::float4: return value(cast_to_float4(v));
    case type_id::float8: return value(cast_to_float8(v));
    case type_id::numeric: return value(cast_to_numeric(v));
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: return cast_to_string(v, to, time);
    case type_id::date:
      return value(to_date(v.type() == type_id::timestamp
                               ? v.as<timestamp>()
                               : to_timestamp(v.as<timestamp_tz>(), time)));
    case type_id::time: return cast_to_time(v, time);
    case type_id::timestamp:
      return value(v.type() == type_id::date ? to_timestamp(v.as<date>())
                                             : to_timestamp(v.as<timestamp_tz>(), time));
    case type_id::timestamptz:
      return value(v.type() == type_id::date ? to_timestamp_tz(v.as<date>(), time)
                                             : to_timestamp_tz(v.as<timestamp>(), time));
    case type_id::interval: return value(interval{v.as<time_of_day>().count, 0, 0});
    case type_id::unknown:
    case type_id::bytea:
    case type_id::uuid:
    case type_id::enumeration:
    case type_id::array: break;
    case type_id::vector: return vector_of(v.as_array());
    case type_id::json: return value::json(v.as_string(), to);
    case type_id::jsonb: return value::json(canonical_json(v.as_string()), to);
  }
  HELIOS_UNREACHABLE();
}

inline value cast_elements(value const& v, data_type to, cast_context context,
                           time_context const& time) {
  array_view const from = v.as_array();
  data_type const element = element_of(to);
  if (from.element() == element) return v;
  array_builder made(element);
  value one;
  for (array_reader elements(from); elements.next(one);)
    made.add(cast(one, element, context, time));
  return made.finish();
}

template <class Instant>
value round_instant(value const& v, std::int32_t digits) {
  auto const t = v.as<Instant>();
  if (!t.finite()) return v;
  std::int64_t const count = round_microseconds(t.count, digits);
  if (!in_timestamp_range(count))
    throw error(errc::datetime_field_overflow, "timestamp out of range");
  return value(Instant{count});
}

}  // namespace detail

value apply_modifiers(value v, data_type to, cast_context context) {
  if (v.is_null() || !to.constrained()) return v;
  bool const explicit_cast = context == cast_context::explicit_;
  switch (to.id) {
    case type_id::numeric: return value(apply_precision(v.as_decimal(), to.precision, to.scale));
    case type_id::varchar:
      return value::text(fit_varchar(v.as_string(), to.precision, explicit_cast), to.id);
    case type_id::bpchar:
      return value::text(fit_bpchar(v.as_string(), to.precision, explicit_cast), to.id);
    case type_id::time:
      return value(time_of_day{round_microseconds(v.as<time_of_day>().count, to.precision)});
    case type_id::timestamp: return detail::round_instant<timestamp>(v, to.precision);
    case type_id::timestamptz: return detail::round_instant<timestamp_tz>(v, to.precision);
    case type_id::interval: {
      auto i = v.as<interval>();
      i.microseconds = round_microseconds(i.microseconds, to.precision);
      return value(i);
    }
    case type_id::enumeration: return value(to_definition(v.as<enumerator>(), to.precision));
    case type_id::array: return detail::cast_elements(v, to, context, {});
    case type_id::vector: check_dimensions(v.as_vector(), to); return v;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::text:
    case type_id::bytea:
    case type_id::date:
    case type_id::uuid:
    case type_id::json:
    case type_id::jsonb: return v;
  }
  HELIOS_UNREACHABLE();
}

value cast(value const& v, data_type to, cast_context context, time_context const& time) {
  if (v.is_null()) return v;
  if (v.type() == to.id && !has_kinds(to.id)) return apply_modifiers(v, to, context);
  if (!permits(find_cast(v.whole_type(), to), context)) throw_cannot_cast(v.whole_type(), to);
  if (v.type() == type_id::vector && to.id == type_id::array)
    return detail::cast_elements(array_of_numbers(v.as_vector()), to, context, time);
  if (v.type() == to.id && to.id == type_id::array)
    return detail::cast_elements(v, to, context, time);
  if (v.type() == to.id) return apply_modifiers(v, to, context);
  bool const from_string =
      category(v.type()) == type_category::string || v.type() == type_id::unknown;
  bool const to_string = category(to.id) == type_category::string;
  if (from_string && !to_string)
    return apply_modifiers(parse_value(v.as_string(), to, time), to, context);
  if (v.type() == type_id::unknown)
    return apply_modifiers(value::text(v.as_string(), to.id), to, context);
  return apply_modifiers(detail::convert(v, to.id, time), to, context);
}

}  // namespace helios::types
