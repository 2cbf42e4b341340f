// helios/types/impl/value_image.ipp -- values as columns hold them.
#pragma once

#include <helios/types/decimal_image.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value_image.hpp>

#include <algorithm>
#include <string>

namespace helios::types {

namespace detail {

[[noreturn]] inline void throw_damaged_value() {
  throw error(errc::data_corrupted, "a stored value is damaged");
}

template <class T>
T number_in(byte_view image) {
  if (image.size() != sizeof(T)) throw_damaged_value();
  return load<T>(image.data());
}

template <class T>
void append_number(bytes& out, T const& v) {
  byte_view const b(reinterpret_cast<std::byte const*>(&v), sizeof v);
  out.insert(out.end(), b.begin(), b.end());
}

template <class T>
value moment_in(byte_view image) {
  T moment;
  moment.count = number_in<decltype(moment.count)>(image);
  if (!is_valid(moment)) throw_damaged_value();
  return value(moment);
}

inline std::string_view text_in(byte_view image) {
  if (!is_utf8(as_text(image))) throw_damaged_value();
  return as_text(image);
}

inline value numeric_in(byte_view image, data_type type) {
  if (!type.constrained()) return value(read_image(image));
  auto const mantissa = number_in<int128>(image);
  // Digits, the zeros of a negative scale included.
  int const whole = type.precision - std::min<int>(type.scale, 0);
  if (magnitude(mantissa) >= power_of_ten(whole)) throw_damaged_value();
  return value(decimal(mantissa, std::max<int>(type.scale, 0)));
}

inline value bpchar_in(byte_view image, data_type type) {
  std::string padded(text_in(image));
  std::size_t const characters = length(padded);
  auto const wanted = static_cast<std::size_t>(type.constrained() ? type.precision : 0);
  if (characters < wanted) padded.append(wanted - characters, ' ');
  return value::text(padded, type_id::bpchar);
}

}  // namespace detail

void append_image(bytes& out, value const& v, data_type type) {
  using namespace detail;
  HELIOS_EXPECTS(!v.is_null() && v.type() == type.id);
  switch (type.id) {
    case type_id::boolean: return append_number(out, v.as<bool>());
    case type_id::int2: return append_number(out, v.as<std::int16_t>());
    case type_id::int4: return append_number(out, v.as<std::int32_t>());
    case type_id::int8: return append_number(out, v.as<std::int64_t>());
    case type_id::float4: return append_number(out, v.as<float>());
    case type_id::float8: return append_number(out, v.as<double>());
    case type_id::numeric:
      if (!type.constrained()) return append_image(out, v.as_decimal());
      return append_number(out, mantissa_at(v.as_decimal(), std::max<int>(type.scale, 0)));
    case type_id::text:
    case type_id::varchar:
    case type_id::json:
    case type_id::jsonb: {
      byte_view const b = as_bytes(v.as_string());
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::bpchar: {
      byte_view const b = as_bytes(without_padding(v.as_string()));
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::bytea: {
      byte_view const b = v.as_bytea();
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::date: return append_number(out, v.as<date>().count);
    case type_id::time: return append_number(out, v.as<time_of_day>().count);
    case type_id::timestamp: return append_number(out, v.as<timestamp>().count);
    case type_id::timestamptz: return append_number(out, v.as<timestamp_tz>().count);
    case type_id::interval: return append_number(out, to_int128(v.as<interval>()));
    case type_id::uuid: return append_number(out, to_int128(v.as<uuid>()));
    case type_id::enumeration: return append_number(out, v.as<enumerator>().number);
    case type_id::vector: {
      byte_view const b = v.as_vector().image();
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::array: {
      byte_view const b = v.as_array().image();
      out.insert(out.end(), b.begin(), b.end());
      return;
    }
    case type_id::unknown: break;
  }
  HELIOS_UNREACHABLE();
}

byte_view image_in(value const& v, data_type type, bytes& room) {
  switch (type.id) {
    case type_id::boolean: return v.bytes_of<bool>();
    case type_id::int2: return v.bytes_of<std::int16_t>();
    case type_id::int4: return v.bytes_of<std::int32_t>();
    case type_id::int8: return v.bytes_of<std::int64_t>();
    case type_id::float4: return v.bytes_of<float>();
    case type_id::float8: return v.bytes_of<double>();
    case type_id::date: return v.bytes_of<date>();
    case type_id::time: return v.bytes_of<time_of_day>();
    case type_id::timestamp: return v.bytes_of<timestamp>();
    case type_id::timestamptz: return v.bytes_of<timestamp_tz>();
    case type_id::text:
    case type_id::varchar:
    case type_id::json:
    case type_id::jsonb: return as_bytes(v.as_string());
    case type_id::bytea: return v.as_bytea();
    case type_id::array: return v.as_array().image();
    case type_id::vector: return v.as_vector().image();
    case type_id::numeric:
    case type_id::bpchar:
    case type_id::interval:
    case type_id::uuid:
    case type_id::enumeration:
    case type_id::unknown: break;
  }
  room.clear();
  append_image(room, v, type);
  return room;
}

value read_image(byte_view image, data_type type) {
  using namespace detail;
  switch (type.id) {
    case type_id::boolean: {
      auto const v = number_in<std::uint8_t>(image);
      if (v > 1) throw_damaged_value();
      return value(v == 1);
    }
    case type_id::int2: return value(number_in<std::int16_t>(image));
    case type_id::int4: return value(number_in<std::int32_t>(image));
    case type_id::int8: return value(number_in<std::int64_t>(image));
    case type_id::float4: return value(number_in<float>(image));
    case type_id::float8: return value(number_in<double>(image));
    case type_id::numeric: return numeric_in(image, type);
    case type_id::text:
    case type_id::varchar: return value::text(text_in(image), type.id);
    case type_id::bpchar: return bpchar_in(image, type);
    case type_id::bytea: return value::bytea(image);
    case type_id::date: return moment_in<date>(image);
    case type_id::time: return moment_in<time_of_day>(image);
    case type_id::timestamp: return moment_in<timestamp>(image);
    case type_id::timestamptz: return moment_in<timestamp_tz>(image);
    case type_id::interval: return value(to_interval(number_in<int128>(image)));
    case type_id::uuid: return value(to_uuid(number_in<int128>(image)));
    case type_id::enumeration:
      return value(enumerator{number_in<std::int32_t>(image), type.precision});
    case type_id::json: return value::json(text_in(image), type.id);
    case type_id::jsonb:
      check_stored_json(as_text(image));
      return value::json(text_in(image), type.id);
    case type_id::array: return value::array({image, element_of(type)});
    case type_id::vector: return value::vector({image, type});
    case type_id::unknown: break;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types
