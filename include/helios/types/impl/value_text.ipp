// helios/types/impl/value_text.ipp -- each type to its own parser and printer.
#pragma once

#include <helios/types/array_text.hpp>
#include <helios/types/bytea.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/interval_text.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/number_text.hpp>
#include <helios/types/temporal_text.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value_text.hpp>
#include <helios/types/vector.hpp>

namespace helios::types {

namespace detail {

/// Types whose text has a limit go through one buffer; returns its end.
inline char* print_fixed(value const& v, char* out, time_context const& context) noexcept {
  switch (v.type()) {
    case type_id::boolean: return print(v.as<bool>(), out);
    case type_id::int2: return print(v.as<std::int16_t>(), out);
    case type_id::int4: return print(v.as<std::int32_t>(), out);
    case type_id::int8: return print(v.as<std::int64_t>(), out);
    case type_id::float4: return print(v.as<float>(), out);
    case type_id::float8: return print(v.as<double>(), out);
    case type_id::numeric: return print(v.as_decimal(), out);
    case type_id::date: return print(v.as<date>(), out);
    case type_id::time: return print(v.as<time_of_day>(), out);
    case type_id::timestamp: return print(v.as<timestamp>(), out);
    case type_id::timestamptz: return print(v.as<timestamp_tz>(), out, context.utc_offset);
    case type_id::interval: return print(v.as<interval>(), out);
    case type_id::uuid: return print(v.as<uuid>(), out);
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar:
    case type_id::bytea:
    case type_id::enumeration:
    case type_id::json:
    case type_id::jsonb:
    case type_id::array:
    case type_id::vector: break;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace detail

void print(value const& v, std::string& out, time_context const& context) {
  HELIOS_EXPECTS(!v.is_null());
  if (v.type() == type_id::bytea) return print_bytea(v.as_bytea(), out);
  if (category(v.type()) == type_category::string || v.type() == type_id::unknown ||
      is_json(v.type())) {
    out += v.as_string();
    return;
  }
  if (v.type() == type_id::enumeration) {
    out += label_of(v.as<enumerator>());
    return;
  }
  if (v.type() == type_id::array) return print_array(v.as_array(), out, context);
  if (v.type() == type_id::vector) return print_vector(v.as_vector(), out);
  char text[text_capacity];
  out.append(text, detail::print_fixed(v, text, context));
}

std::string to_text(value const& v, time_context const& context) {
  std::string out;
  print(v, out, context);
  return out;
}

value parse_value(std::string_view text, data_type type, time_context const& context) {
  switch (type.id) {
    case type_id::boolean: return value(parse_boolean(text));
    case type_id::int2: return value(parse_int2(text));
    case type_id::int4: return value(parse_int4(text));
    case type_id::int8: return value(parse_int8(text));
    case type_id::float4: return value(parse_float4(text));
    case type_id::float8: return value(parse_float8(text));
    case type_id::numeric: return value(parse_decimal(text));
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: check_utf8(text); return value::text(text, type.id);
    case type_id::bytea: return value::bytea(parse_bytea(text));
    case type_id::date: return value(parse_date(text, context));
    case type_id::time: return value(parse_time(text, context));
    case type_id::timestamp: return value(parse_timestamp(text, context));
    case type_id::timestamptz: return value(parse_timestamp_tz(text, context));
    case type_id::interval: return value(parse_interval(text));
    case type_id::uuid: return value(parse_uuid(text));
    case type_id::enumeration: return value(parse_enumerator(text, type.precision));
    case type_id::json:
      check_utf8(text);
      check_json(text);
      return value::json(text, type.id);
    case type_id::jsonb: check_utf8(text); return value::json(canonical_json(text), type.id);
    case type_id::array: return parse_array(text, element_of(without_modifiers(type)), context);
    case type_id::vector: return parse_vector(text);
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types
