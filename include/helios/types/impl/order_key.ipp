// helios/types/impl/order_key.ipp -- keys written and read part by part.
#pragma once

#include <helios/types/array.hpp>
#include <helios/types/decimal_image.hpp>
#include <helios/types/impl/jsonb_key.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/text.hpp>
#include <helios/types/vector.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace helios::types {

namespace detail {

inline constexpr std::byte null_first{0x00}, has_value{0x01}, null_last{0x02};

[[noreturn]] inline void throw_damaged_key() {
  throw error(errc::data_corrupted, "a stored key is damaged");
}

/// Complements everything from `start` on if the order asks for it.
inline void finish_part(bytes& out, std::size_t start, key_order order) noexcept {
  if (order.descending)
    for (std::size_t i = start; i != out.size(); ++i) out[i] = ~out[i];
}

inline void append_wide(bytes& out, uint128 v) {
  std::byte part[16];
  for (std::size_t i = 16; i-- != 0; v >>= 8)
    part[i] = static_cast<std::byte>(static_cast<unsigned>(v) & 0xff);
  out.insert(out.end(), part, part + sizeof part);
}

inline constexpr uint128 wide_sign = uint128{1} << 127;

/// Reads parts, complementing them where they are descending.
class part_reader {
 public:
  part_reader(byte_reader& in, key_order order) noexcept
      : in_(in), flip_(order.descending ? 0xff : 0) {}

  [[nodiscard]] unsigned next() { return in_.get<std::uint8_t>() ^ flip_; }

  template <class Bits>
  [[nodiscard]] Bits number() {
    byte_view const part = in_.get_bytes(sizeof(Bits));
    Bits v = 0;
    for (std::byte const b : part)
      v = static_cast<Bits>(static_cast<Bits>(v << 7 << 1) | (static_cast<unsigned>(b) ^ flip_));
    return v;
  }
  template <class Int>
  [[nodiscard]] Int integer() {
    using bits = std::make_unsigned_t<Int>;
    return static_cast<Int>(number<bits>() ^ bits{1} << (8 * sizeof(Int) - 1));
  }

  /// Up to the byte 00, which is read and left out.
  [[nodiscard]] std::string string() {
    byte_reader ahead = in_;
    std::string_view const rest = as_text(ahead.get_bytes(in_.left()));
    std::size_t const length = rest.find(static_cast<char>(flip_));
    if (length == rest.npos) throw_damaged_key();
    std::string s(rest.substr(0, length));
    if (flip_ != 0)
      for (char& c : s) c = static_cast<char>(~c);
    static_cast<void>(in_.get_bytes(length + 1));
    return s;
  }
  [[nodiscard]] bytes escaped_bytes() {
    bytes b;
    for (;;) {
      unsigned const c = next();
      if (c != 0) {
        b.push_back(static_cast<std::byte>(c));
        continue;
      }
      unsigned const mark = next();
      if (mark == 0x01) return b;
      if (mark != 0xff) throw_damaged_key();
      b.push_back(std::byte{0});
    }
  }
  /// Up to 00 00, which are read and left out.
  [[nodiscard]] std::vector<float> floats() {
    std::vector<float> all;
    for (;;) {
      auto const high = number<std::uint16_t>();
      if (high == 0) break;
      auto const v = from_ordered<float>(std::uint32_t{high} << 16 | number<std::uint16_t>());
      if (!std::isfinite(v)) throw_damaged_key();
      all.push_back(v);
    }
    if (all.empty() || all.size() > std::size_t{most_dimensions}) throw_damaged_key();
    return all;
  }
  [[nodiscard]] decimal numeric() {
    std::array<std::byte, 22> part;  // longer than any
    byte_reader ahead = in_;
    byte_view const rest = ahead.get_bytes(std::min(part.size(), in_.left()));
    std::transform(rest.begin(), rest.end(), part.begin(),
                   [this](std::byte b) { return b ^ static_cast<std::byte>(flip_); });
    byte_reader straight(byte_view(part.data(), rest.size()));
    decimal const d = read_order_key(straight);
    static_cast<void>(in_.get_bytes(rest.size() - straight.left()));
    return d;
  }

 private:
  byte_reader& in_;
  unsigned flip_;
};

inline constexpr std::byte end_of_elements{0x00};  // no element's part begins so

/// Reads parts of elements up to their end.
[[nodiscard]] inline value elements_in(byte_reader& in, data_type element, key_order order) {
  byte_reader ahead = in;
  byte_view const rest = ahead.get_bytes(in.left());
  bytes straight(rest.begin(), rest.end());
  finish_part(straight, 0, order);
  byte_reader parts(straight);
  array_builder made(element);
  while (parts.left() != 0 && straight[straight.size() - parts.left()] != end_of_elements)
    made.add(read_key(parts, element));
  static_cast<void>(parts.get<std::byte>());
  static_cast<void>(in.get_bytes(rest.size() - parts.left()));
  return made.finish();
}

/// An interval of that span with as many months, then days, as fit: any text of it is equal, this
/// one is short.
inline interval interval_of_span(int128 span) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  int128 const all_days = span / microseconds_per_day;
  auto const time = static_cast<std::int64_t>(span % microseconds_per_day);
  int128 const months = std::clamp<int128>(all_days / days_per_month, -most - 1, most);
  int128 const days = std::clamp<int128>(all_days - months * days_per_month, -most - 1, most);
  int128 const rest = (all_days - months * days_per_month - days) * microseconds_per_day + time;
  if (rest != static_cast<std::int64_t>(rest)) throw_damaged_key();
  return {static_cast<std::int64_t>(rest), static_cast<std::int32_t>(days),
          static_cast<std::int32_t>(months)};
}

template <class Point>
value point_of(decltype(Point::count) count) {
  Point p;
  p.count = count;
  if (!is_valid(p)) throw_damaged_key();
  return value(p);
}

}  // namespace detail

void append_null_key(bytes& out, key_order order) {
  out.push_back(order.nulls_first ? detail::null_first : detail::null_last);
}

void append_key(bytes& out, std::string_view text, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  out.resize(start + text.size() + 1);  // the 00 behind it is there already
  std::transform(text.begin(), text.end(), out.begin() + static_cast<std::ptrdiff_t>(start),
                 [](char c) { return static_cast<std::byte>(c); });
  detail::finish_part(out, start, order);
}

void append_bytea_key(bytes& out, byte_view data, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  for (std::byte const b : data) {
    out.push_back(b);
    if (b == std::byte{0}) out.push_back(std::byte{0xff});
  }
  out.push_back(std::byte{0});
  out.push_back(std::byte{1});
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, decimal v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  append_order_key(out, v);
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, interval v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  detail::append_wide(out, static_cast<uint128>(v.span()) ^ detail::wide_sign);
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, uuid const& v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  for (auto const b : v.bytes) out.push_back(static_cast<std::byte>(b));
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, jsonb_view v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  append_jsonb_key(out, v);
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, array_view v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  out.insert(out.end(), v.key().begin(), v.key().end());
  out.push_back(detail::end_of_elements);
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, vector_view v, key_order order) {
  out.push_back(detail::has_value);
  std::size_t const start = out.size();
  out.resize(start + v.size() * sizeof(float) + 2);  // the 00 00 behind it is there already
  std::byte* to = out.data() + start;
  for (std::size_t i = 0; i != v.size(); ++i) {
    std::uint32_t const number = to_ordered(v[i]);
    for (unsigned const shift : {24U, 16U, 8U, 0U})
      *to++ = static_cast<std::byte>(number >> shift & 0xffU);
  }
  detail::finish_part(out, start, order);
}

void append_key(bytes& out, value const& v, key_order order) {
  if (v.is_null()) return append_null_key(out, order);
  switch (v.type()) {
    case type_id::boolean: return append_key(out, v.as<bool>(), order);
    case type_id::int2: return append_key(out, v.as<std::int16_t>(), order);
    case type_id::int4: return append_key(out, v.as<std::int32_t>(), order);
    case type_id::int8: return append_key(out, v.as<std::int64_t>(), order);
    case type_id::float4: return append_key(out, v.as<float>(), order);
    case type_id::float8: return append_key(out, v.as<double>(), order);
    case type_id::numeric: return append_key(out, v.as_decimal(), order);
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar: return append_key(out, v.as_string(), order);
    case type_id::bpchar: return append_key(out, without_padding(v.as_string()), order);
    case type_id::bytea: return append_bytea_key(out, v.as_bytea(), order);
    case type_id::date: return append_key(out, v.as<date>().count, order);
    case type_id::time: return append_key(out, v.as<time_of_day>().count, order);
    case type_id::timestamp: return append_key(out, v.as<timestamp>().count, order);
    case type_id::timestamptz: return append_key(out, v.as<timestamp_tz>().count, order);
    case type_id::interval: return append_key(out, v.as<interval>(), order);
    case type_id::uuid: return append_key(out, v.as<uuid>(), order);
    case type_id::enumeration: return append_key(out, v.as<enumerator>().number, order);
    case type_id::json: return append_key(out, v.as_string(), order);
    case type_id::jsonb: return append_key(out, jsonb_view{v.as_string()}, order);
    case type_id::array: return append_key(out, v.as_array(), order);
    case type_id::vector: return append_key(out, v.as_vector(), order);
  }
  HELIOS_UNREACHABLE();
}

value read_key(byte_reader& in, data_type type, key_order order) {
  using namespace detail;
  std::byte const mark = in.get<std::byte>();
  if (mark == (order.nulls_first ? null_first : null_last)) return {};
  if (mark != has_value) throw_damaged_key();
  part_reader part(in, order);
  switch (type.id) {
    case type_id::boolean: {
      unsigned const v = part.next();
      if (v > 1) throw_damaged_key();
      return value(v == 1);
    }
    case type_id::int2: return value(part.integer<std::int16_t>());
    case type_id::int4: return value(part.integer<std::int32_t>());
    case type_id::int8: return value(part.integer<std::int64_t>());
    case type_id::float4: return value(from_ordered<float>(part.number<std::uint32_t>()));
    case type_id::float8: return value(from_ordered<double>(part.number<std::uint64_t>()));
    case type_id::numeric: return value(part.numeric());
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: {
      std::string const s = part.string();
      if (!is_utf8(s)) throw_damaged_key();
      return value::text(s, type.id);
    }
    case type_id::bytea: return value::bytea(part.escaped_bytes());
    case type_id::date: return point_of<date>(part.integer<std::int32_t>());
    case type_id::time: return point_of<time_of_day>(part.integer<std::int64_t>());
    case type_id::timestamp: return point_of<timestamp>(part.integer<std::int64_t>());
    case type_id::timestamptz: return point_of<timestamp_tz>(part.integer<std::int64_t>());
    case type_id::interval:
      return value(interval_of_span(static_cast<int128>(part.number<uint128>() ^ wide_sign)));
    case type_id::uuid: {
      uuid u;
      for (auto& b : u.bytes) b = static_cast<std::uint8_t>(part.next());
      return value(u);
    }
    case type_id::enumeration:
      return value(enumerator{part.integer<std::int32_t>(), type.precision});
    case type_id::json: {
      std::string const s = part.string();
      if (!is_utf8(s)) throw_damaged_key();
      return value::json(s, type.id);
    }
    case type_id::jsonb:
      return value::json(jsonb_key_reader([&part] { return part.next(); }).read(), type.id);
    case type_id::array: return elements_in(in, element_of(type), order);
    case type_id::vector: return make_vector(part.floats());
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types
