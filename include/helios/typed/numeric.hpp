// helios/typed/numeric.hpp -- numeric<12, 2>: an exact number with as many decimals as its column.
//
// Shape     |value| < 10^(Precision - Scale), Scale digits behind the point
// Holds     (N1) the value is what numeric(Precision, Scale) stores: what comes is rounded, half
//                away from zero
// Laws      arithmetic and order are those of types::decimal, which results are
// Threads   a value
// Errors    22003 too large; 22P02 a text that is no number; 0A000 NaN and infinities
#pragma once

#include <helios/typed/column_type.hpp>
#include <helios/types/decimal_text.hpp>

#include <compare>
#include <concepts>
#include <string>
#include <string_view>

namespace helios {

template <int Precision, int Scale = 0>
class numeric {
  static_assert(Precision >= 1 && Precision <= types::decimal::max_digits && Scale >= 0 &&
                    Scale <= Precision,
                "numeric<P, S> has 1 to 38 digits, S of them behind the point");

 public:
  constexpr numeric() noexcept : value_(0, Scale) {}
  numeric(types::decimal v)  // NOLINT: as on assignment to a column
      : value_(types::apply_precision(v, Precision, Scale)) {}
  numeric(std::integral auto v)  // NOLINT
      requires(!std::same_as<decltype(v), bool>)
      : numeric(types::to_decimal(int128{v})) {}
  /// The nearest: 0.1 is one tenth.
  numeric(std::floating_point auto v)  // NOLINT
      : numeric(types::to_decimal(static_cast<double>(v))) {}
  explicit numeric(std::string_view text) : numeric(types::parse_decimal(text)) {}

  [[nodiscard]] constexpr types::decimal value() const noexcept { return value_; }
  [[nodiscard]] double to_double() const noexcept { return types::to_double(value_); }

 private:
  types::decimal value_;
};

namespace typed::detail {

template <class T>
inline constexpr bool is_numeric = false;
template <int P, int S>
inline constexpr bool is_numeric<numeric<P, S>> = true;

[[nodiscard]] constexpr types::decimal exact(types::decimal v) noexcept { return v; }
template <int P, int S>
[[nodiscard]] constexpr types::decimal exact(numeric<P, S> const& v) noexcept {
  return v.value();
}
[[nodiscard]] types::decimal exact(std::integral auto v) { return types::to_decimal(int128{v}); }

template <class A, class B>
concept exact_pair = (is_numeric<A> || is_numeric<B>)&&requires(A const& a, B const& b) {
  exact(a);
  exact(b);
};

}  // namespace typed::detail

template <class A, class B>
  requires typed::detail::exact_pair<A, B>
[[nodiscard]] types::decimal operator+(A const& a, B const& b) {
  return typed::detail::exact(a) + typed::detail::exact(b);
}
template <class A, class B>
  requires typed::detail::exact_pair<A, B>
[[nodiscard]] types::decimal operator-(A const& a, B const& b) {
  return typed::detail::exact(a) - typed::detail::exact(b);
}
template <class A, class B>
  requires typed::detail::exact_pair<A, B>
[[nodiscard]] types::decimal operator*(A const& a, B const& b) {
  return typed::detail::exact(a) * typed::detail::exact(b);
}
template <class A, class B>
  requires typed::detail::exact_pair<A, B>
[[nodiscard]] types::decimal operator/(A const& a, B const& b) {
  return typed::detail::exact(a) / typed::detail::exact(b);
}
template <class A, class B>
  requires typed::detail::exact_pair<A, B>
[[nodiscard]] std::weak_ordering operator<=>(A const& a, B const& b) {
  return typed::detail::exact(a) <=> typed::detail::exact(b);
}
template <class A, class B>
  requires typed::detail::exact_pair<A, B>
[[nodiscard]] bool operator==(A const& a, B const& b) {
  return typed::detail::exact(a) == typed::detail::exact(b);
}

/// "12.50": as SQL shows it.
template <int P, int S>
[[nodiscard]] std::string to_text(numeric<P, S> const& v) {
  return types::to_text(v.value());
}

template <int P, int S>
struct column_as<numeric<P, S>> {
  static constexpr types::data_type type{types::type_id::numeric, P, S};
};
template <int P, int S>
struct conversion<numeric<P, S>> {
  template <class Field>
  [[nodiscard]] static numeric<P, S> read(Field const& from) {
    return from.template as<types::decimal>();
  }
  [[nodiscard]] static types::value write(numeric<P, S> const& v) {
    return types::value(v.value());
  }
};

}  // namespace helios
