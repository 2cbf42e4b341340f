// helios/types/value.hpp -- one SQL value of any type, or NULL: parameters, results, literals.
//
// Shape     24 bytes
//             0   22   the value; strings and byte strings up to 22 bytes; else pointer 8, length 8
//             22   1   type_id; an array's string is its data_type, then its image
//             23   1   numeric: scale; strings: length, 255 if on the heap
//           NULL has type_id::unknown; a string of that type is a literal still without one.
// Threads   like std::string
// Cost      moving: 24 bytes copied; copying: an allocation for strings longer than 22 bytes
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/types/array_view.hpp>
#include <helios/types/data_type.hpp>
#include <helios/types/decimal.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/uuid.hpp>
#include <helios/types/vector_view.hpp>

#include <compare>
#include <cstring>
#include <string_view>
#include <utility>

namespace helios::types {

namespace detail {
// Strings are made by name: several types share them.
template <class T>
inline constexpr type_id type_id_of = type_id::unknown;
template <>
inline constexpr type_id type_id_of<bool> = type_id::boolean;
template <>
inline constexpr type_id type_id_of<std::int16_t> = type_id::int2;
template <>
inline constexpr type_id type_id_of<std::int32_t> = type_id::int4;
template <>
inline constexpr type_id type_id_of<std::int64_t> = type_id::int8;
template <>
inline constexpr type_id type_id_of<float> = type_id::float4;
template <>
inline constexpr type_id type_id_of<double> = type_id::float8;
template <>
inline constexpr type_id type_id_of<date> = type_id::date;
template <>
inline constexpr type_id type_id_of<time_of_day> = type_id::time;
template <>
inline constexpr type_id type_id_of<timestamp> = type_id::timestamp;
template <>
inline constexpr type_id type_id_of<timestamp_tz> = type_id::timestamptz;
template <>
inline constexpr type_id type_id_of<interval> = type_id::interval;
template <>
inline constexpr type_id type_id_of<uuid> = type_id::uuid;
template <>
inline constexpr type_id type_id_of<enumerator> = type_id::enumeration;
}  // namespace detail

/// A C++ type that is one SQL type of fixed size; decimal apart, whose scale is kept beside it.
template <class T>
concept fixed_value = detail::type_id_of<T>
!= type_id::unknown;

class value {
 public:
  /// NULL.
  value() noexcept = default;
  template <fixed_value T>
  explicit value(T const& v) noexcept {
    held_.type = detail::type_id_of<T>;
    std::memcpy(held_.bytes, &v, sizeof v);
  }
  explicit value(decimal v) noexcept {
    int128 const mantissa = v.mantissa();
    std::memcpy(held_.bytes, &mantissa, sizeof mantissa);
    held_.type = type_id::numeric;
    held_.extra = static_cast<std::uint8_t>(v.scale());
  }
  /// Requires a string type or unknown, and valid UTF-8.
  [[nodiscard]] static value text(std::string_view s, type_id type = type_id::text) {
    HELIOS_EXPECTS(category(type) == type_category::string || type == type_id::unknown);
    return {type, s.data(), s.size()};
  }
  /// Requires json and its text, or jsonb and its canonical text.
  [[nodiscard]] static value json(std::string_view text, type_id type) {
    HELIOS_EXPECTS(is_json(type));
    return {type, text.data(), text.size()};
  }
  [[nodiscard]] static value bytea(byte_view b) { return {type_id::bytea, b.data(), b.size()}; }
  [[nodiscard]] HELIOS_DECL static value array(array_view a);
  [[nodiscard]] static value vector(vector_view v) {
    return {type_id::vector, v.image().data(), v.image().size()};
  }

  value(value const& other) : held_(other.held_) {
    if (on_heap()) copy_heap();
  }
  value(value&& other) noexcept : held_(std::exchange(other.held_, {})) {}
  value& operator=(value const& other) {
    if (on_heap() || other.on_heap()) return *this = value(other);
    held_ = other.held_;
    return *this;
  }
  value& operator=(value&& other) noexcept {
    if (this == &other) return *this;
    release();
    held_ = std::exchange(other.held_, {});
    return *this;
  }
  ~value() { release(); }

  [[nodiscard]] type_id type() const noexcept { return held_.type; }
  /// The same, and of an enumerator which enumeration it is of, of an array what its elements are.
  [[nodiscard]] data_type whole_type() const noexcept {
    if (held_.type == type_id::array) return load<data_type>(content().data());
    if (held_.type != type_id::enumeration) return held_.type;
    return {held_.type, as<enumerator>().definition};
  }
  [[nodiscard]] bool is_null() const noexcept {
    return held_.type == type_id::unknown && held_.extra == null_mark;
  }
  /// Of the same whole type, or both NULL.
  [[nodiscard]] bool is_typed_as(value const& other) const noexcept {
    if (held_.type != other.held_.type || is_null() != other.is_null()) return false;
    bool const by_name = held_.type != type_id::array && held_.type != type_id::enumeration;
    return by_name || whole_type() == other.whole_type();
  }

  /// Requires a value of exactly this type.
  template <fixed_value T>
  [[nodiscard]] T as() const noexcept {
    HELIOS_EXPECTS(held_.type == detail::type_id_of<T>);
    T v;
    std::memcpy(static_cast<void*>(&v), held_.bytes, sizeof v);
    return v;
  }
  [[nodiscard]] decimal as_decimal() const noexcept {
    HELIOS_EXPECTS(held_.type == type_id::numeric);
    return {load<int128>(held_.bytes), held_.extra};
  }
  /// The characters of any string type, JSON or literal; valid until the value changes or moves.
  [[nodiscard]] std::string_view as_string() const noexcept {
    HELIOS_EXPECTS(holds_text());
    return as_text(content());
  }
  [[nodiscard]] byte_view as_bytea() const noexcept {
    HELIOS_EXPECTS(held_.type == type_id::bytea);
    return content();
  }
  /// Valid until the value changes or moves.
  [[nodiscard]] array_view as_array() const {
    return {content().subspan(sizeof(data_type)), element_of(whole_type())};
  }
  /// Valid until the value changes or moves.
  [[nodiscard]] vector_view as_vector() const {
    HELIOS_EXPECTS(held_.type == type_id::vector);
    return {content(), held_.type};
  }
  /// Makes a literal without a type, or a string, one of another string type.
  void retype(type_id to) noexcept {
    HELIOS_EXPECTS(holds_text() && category(to) == type_category::string);
    held_.type = to;
  }
  /// The T as memory holds it; valid until the value changes or moves.
  template <fixed_value T>
  [[nodiscard]] byte_view bytes_of() const noexcept {
    HELIOS_EXPECTS(held_.type == detail::type_id_of<T>);
    return {held_.bytes, sizeof(T)};
  }

  /// IS NOT DISTINCT FROM: NULL equals NULL; otherwise of types that compare (text and varchar do)
  /// and equal.
  friend bool operator==(value const& a, value const& b) noexcept { return a.same_as(b); }

 private:
  static constexpr std::size_t inline_capacity = 22;
  static constexpr std::uint8_t heap_mark = 255, null_mark = 254;

  /// The 24 bytes; what is on the heap is its owner's.
  struct form {
    alignas(8) std::byte bytes[inline_capacity]{};
    type_id type = type_id::unknown;
    std::uint8_t extra = null_mark;
  };

  HELIOS_DECL value(type_id type, void const* data, std::size_t size);

  [[nodiscard]] HELIOS_DECL bool same_as(value const& other) const noexcept;
  [[nodiscard]] bool holds_text() const noexcept {
    return held_.type == type_id::text || held_.type == type_id::varchar ||
           held_.type == type_id::bpchar || is_json(held_.type) ||
           (held_.type == type_id::unknown && held_.extra != null_mark);
  }
  [[nodiscard]] bool on_heap() const noexcept { return held_.extra == heap_mark; }
  [[nodiscard]] byte_view content() const noexcept {
    return on_heap() ? byte_view(load<std::byte const*>(held_.bytes),
                                 load<std::uint64_t>(held_.bytes + 8))
                     : byte_view(held_.bytes, held_.extra);
  }
  void release() noexcept {
    if (on_heap()) delete[] load<std::byte*>(held_.bytes);
  }
  HELIOS_DECL void copy_heap();

  form held_;
};
static_assert(sizeof(value) == 24);

/// a and b may be compared: same type, or both text or varchar. Values of two enumerations may not,
/// and arrays of different elements, which their type_id does not say.
[[nodiscard]] constexpr bool comparable(type_id a, type_id b) noexcept {
  auto const plain = [](type_id t) { return t == type_id::varchar ? type_id::text : t; };
  return plain(a) == plain(b);
}

/// SQL's order. NaN follows all numbers, -0 equals 0, blanks behind a bpchar do not count, strings
/// compare by bytes, and json too, which SQL has no order for.  Requires comparable types, no NULL.
[[nodiscard]] HELIOS_DECL std::weak_ordering compare(value const& a, value const& b) noexcept;
/// Equal values have equal hashes.
[[nodiscard]] HELIOS_DECL std::uint64_t hash(value const& v) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/value.ipp>
#endif
