// helios/types/value.hpp -- one SQL value of any type, or NULL: parameters, results, literals.
//
// Shape     24 bytes
//             0   22   the value; strings and byte strings up to 22 bytes; else pointer 8, length 8
//             22   1   type_id
//             23   1   numeric: scale; strings: length, 255 if on the heap
//           NULL has type_id::unknown; a string of that type is a literal still without one.
// Threads   like std::string
// Cost      moving: 24 bytes copied; copying: an allocation for strings longer than 22 bytes
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/types/data_type.hpp>
#include <helios/types/decimal.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/uuid.hpp>

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
  explicit value(T const& v) noexcept : type_(detail::type_id_of<T>) {
    std::memcpy(storage_, &v, sizeof v);
  }
  explicit value(decimal v) noexcept
      : type_(type_id::numeric), extra_(static_cast<std::uint8_t>(v.scale())) {
    int128 const mantissa = v.mantissa();
    std::memcpy(storage_, &mantissa, sizeof mantissa);
  }
  /// Requires a string type or unknown, and valid UTF-8.
  [[nodiscard]] static value text(std::string_view s, type_id type = type_id::text) {
    HELIOS_EXPECTS(category(type) == type_category::string || type == type_id::unknown);
    return {type, s.data(), s.size()};
  }
  [[nodiscard]] static value bytea(byte_view b) { return {type_id::bytea, b.data(), b.size()}; }

  value(value const& other) : value(other.type_, other) {}
  value(value&& other) noexcept { take(other); }
  value& operator=(value const& other) { return *this = value(other); }
  value& operator=(value&& other) noexcept {
    if (this == &other) return *this;
    release();
    take(other);
    return *this;
  }
  ~value() { release(); }

  [[nodiscard]] type_id type() const noexcept { return type_; }
  [[nodiscard]] bool is_null() const noexcept {
    return type_ == type_id::unknown && extra_ == null_mark;
  }

  /// Requires a value of exactly this type.
  template <fixed_value T>
  [[nodiscard]] T as() const noexcept {
    HELIOS_EXPECTS(type_ == detail::type_id_of<T>);
    T v;
    std::memcpy(static_cast<void*>(&v), storage_, sizeof v);
    return v;
  }
  [[nodiscard]] decimal as_decimal() const noexcept {
    HELIOS_EXPECTS(type_ == type_id::numeric);
    return {load<int128>(storage_), extra_};
  }
  /// The characters of any string type or literal; valid until the value changes or moves.
  [[nodiscard]] std::string_view as_string() const noexcept {
    HELIOS_EXPECTS(holds_string() && type_ != type_id::bytea);
    return as_text(content());
  }
  [[nodiscard]] byte_view as_bytea() const noexcept {
    HELIOS_EXPECTS(type_ == type_id::bytea);
    return content();
  }
  /// The T as memory holds it; valid until the value changes or moves.
  template <fixed_value T>
  [[nodiscard]] byte_view bytes_of() const noexcept {
    HELIOS_EXPECTS(type_ == detail::type_id_of<T>);
    return {storage_, sizeof(T)};
  }

  /// IS NOT DISTINCT FROM: NULL equals NULL; otherwise of types that compare (text and varchar do)
  /// and equal.
  friend bool operator==(value const& a, value const& b) noexcept { return a.same_as(b); }

 private:
  static constexpr std::size_t inline_capacity = 22;
  static constexpr std::uint8_t heap_mark = 255, null_mark = 254;

  HELIOS_DECL value(type_id type, void const* data, std::size_t size);
  /// A copy; the type is a parameter only to tell it from the other constructors.
  value(type_id type, value const& other) : type_(type), extra_(other.extra_) {
    std::memcpy(storage_, other.storage_, sizeof storage_);
    if (other.on_heap()) copy_heap();
  }

  [[nodiscard]] HELIOS_DECL bool same_as(value const& other) const noexcept;
  [[nodiscard]] bool holds_string() const noexcept {
    return type_ == type_id::bytea || type_ == type_id::text || type_ == type_id::varchar ||
           type_ == type_id::bpchar || (type_ == type_id::unknown && extra_ != null_mark);
  }
  [[nodiscard]] bool on_heap() const noexcept { return extra_ == heap_mark; }
  [[nodiscard]] byte_view content() const noexcept {
    return on_heap()
               ? byte_view(load<std::byte const*>(storage_), load<std::uint64_t>(storage_ + 8))
               : byte_view(storage_, extra_);
  }
  void take(value& other) noexcept {
    std::memcpy(storage_, other.storage_, sizeof storage_);
    type_ = std::exchange(other.type_, type_id::unknown);
    extra_ = std::exchange(other.extra_, null_mark);
  }
  void release() noexcept {
    if (on_heap()) delete[] load<std::byte*>(storage_);
  }
  HELIOS_DECL void copy_heap();

  alignas(8) std::byte storage_[inline_capacity]{};
  type_id type_ = type_id::unknown;
  std::uint8_t extra_ = null_mark;
};
static_assert(sizeof(value) == 24);

/// a and b may be compared: same type, or both text or varchar.
[[nodiscard]] constexpr bool comparable(type_id a, type_id b) noexcept {
  auto const plain = [](type_id t) { return t == type_id::varchar ? type_id::text : t; };
  return plain(a) == plain(b);
}

/// SQL's order. NaN equals itself and follows all numbers, -0 equals 0, blanks behind a bpchar do
/// not count, strings compare by bytes.  Requires comparable types, neither NULL.
[[nodiscard]] HELIOS_DECL std::weak_ordering compare(value const& a, value const& b) noexcept;
/// Equal values have equal hashes.
[[nodiscard]] HELIOS_DECL std::uint64_t hash(value const& v) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/value.ipp>
#endif
