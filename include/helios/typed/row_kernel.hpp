// helios/typed/row_kernel.hpp -- expressions over the columns of one table as code for one row: the
// bodies of loops that a compiler sees through.
//
// Shape     kernel<Table, E>(e, block).at(i)   what e is in row i: a value, or NULL
//           .expect(i)                   what it reads is on its way for the rows to come
//           plain                        it is a value in every row
//           It fits columns and parameters of numbers, times and texts, comparisons of them,
//           && || !, in, is_null, and + - * / of integers and doubles; everything else is for SQL.
// Laws      at(i) is what SQL's expression is, or broken: an overflow, a division by zero
// Threads   as the block
// Cost      what the compiler leaves of it: a comparison of a column and a number is two
//           instructions
#pragma once

#include <helios/typed/operators.hpp>
#include <helios/typed/row_block.hpp>
#include <helios/typed/scope.hpp>
#include <helios/typed/stored_cell.hpp>
#include <helios/types/float_order.hpp>

#include <limits>
#include <string_view>

namespace helios::typed {

/// An expression in one row.
template <class T>
struct row_value {
  T value;
  bool null = false;
  bool broken = false;
};

namespace detail {

// Of two truths, without a branch.
[[nodiscard]] constexpr bool both(bool a, bool b) noexcept {
  return (static_cast<unsigned>(a) & static_cast<unsigned>(b)) != 0;
}
[[nodiscard]] constexpr bool either(bool a, bool b) noexcept {
  return (static_cast<unsigned>(a) | static_cast<unsigned>(b)) != 0;
}

/// What holds values of a member's type in a block; void: no kernel reads them.
template <class T>
[[nodiscard]] consteval auto element_of() {
  using types::type_id;
  constexpr type_id id = column_type<T>.id;
  if constexpr (says_its_column<T>) {
    return std::type_identity<void>();
  } else if constexpr (std::integral<T> && !std::same_as<T, bool>) {
    return integer_element<T>();
  } else if constexpr (std::is_arithmetic_v<T> || types::fixed_value<T>) {
    return std::type_identity<T>();
  } else if constexpr (std::same_as<T, std::string>) {
    return std::type_identity<std::string_view>();
  } else if constexpr (id == type_id::date) {
    return std::type_identity<types::date>();
  } else if constexpr (id == type_id::timestamp) {
    return std::type_identity<types::timestamp>();
  } else if constexpr (id == type_id::timestamptz) {
    return std::type_identity<types::timestamp_tz>();
  } else {
    return std::type_identity<void>();
  }
}
template <class T>
using element = typename decltype(element_of<bare<T>>())::type;

template <class T>
inline constexpr bool whole = std::integral<T> && !std::same_as<T, bool>;

/// The type in which SQL compares two values; void: it is for SQL.
template <class A, class B>
[[nodiscard]] consteval auto compared_as() {
  if constexpr (whole<A> && whole<B>) {
    return std::type_identity<std::int64_t>();
  } else if constexpr ((std::floating_point<A> && std::floating_point<B>) ||
                       (std::same_as<A, double> && whole<B>) ||
                       (whole<A> && std::same_as<B, double>)) {
    return std::type_identity<double>();
  } else if constexpr (std::same_as<A, B> && !std::is_void_v<A>) {
    return std::type_identity<A>();
  } else {
    return std::type_identity<void>();
  }
}
/// The type in which SQL calculates with two numbers; void: it is for SQL.
template <class A, class B>
[[nodiscard]] consteval auto calculated_as() {
  if constexpr (whole<A> && whole<B>) {
    constexpr std::size_t size = sizeof(A) < sizeof(B) ? sizeof(B) : sizeof(A);
    using small = std::conditional_t<size == sizeof(std::int32_t), std::int32_t, void>;
    return std::type_identity<
        std::conditional_t<size == sizeof(std::int64_t), std::int64_t, small>>();
  } else if constexpr ((std::same_as<A, double> && (whole<B> || std::same_as<B, double>)) ||
                       (whole<A> && std::same_as<B, double>)) {
    return std::type_identity<double>();
  } else {
    return std::type_identity<void>();
  }
}

template <operation O, class T>
[[nodiscard]] constexpr bool compare_values(T a, T b) noexcept {
  if constexpr (std::floating_point<T>) {
    if constexpr (O == operation::equal) return types::float_equal(a, b);
    if constexpr (O == operation::not_equal) return !types::float_equal(a, b);
    if constexpr (O == operation::less) return types::float_less(a, b);
    if constexpr (O == operation::less_equal) return !types::float_less(b, a);
    if constexpr (O == operation::greater) return types::float_less(b, a);
    if constexpr (O == operation::greater_equal) return !types::float_less(a, b);
  } else {
    if constexpr (O == operation::equal) return a == b;
    if constexpr (O == operation::not_equal) return !(a == b);
    if constexpr (O == operation::less) return a < b;
    if constexpr (O == operation::less_equal) return a <= b;
    if constexpr (O == operation::greater) return a > b;
    if constexpr (O == operation::greater_equal) return a >= b;
  }
}

template <operation O, std::integral T>
[[nodiscard]] constexpr row_value<T> calculate_values(T a, T b) noexcept {
  T r{};
  bool broken = false;
  if constexpr (O == operation::add) broken = __builtin_add_overflow(a, b, &r);
  if constexpr (O == operation::subtract) broken = __builtin_sub_overflow(a, b, &r);
  if constexpr (O == operation::multiply) broken = __builtin_mul_overflow(a, b, &r);
  if constexpr (O == operation::divide) {
    broken = b == 0 || (b == -1 && a == std::numeric_limits<T>::min());
    if (!broken) r = static_cast<T>(a / b);
  }
  return {r, false, broken};
}
template <operation O>
[[nodiscard]] inline row_value<double> calculate_values(double a, double b) noexcept {
  double r = 0;
  if constexpr (O == operation::add) r = a + b;
  if constexpr (O == operation::subtract) r = a - b;
  if constexpr (O == operation::multiply) r = a * b;
  if constexpr (O == operation::divide) r = a / b;
  // What may be an overflow, an underflow or a division by zero: SQL knows.
  bool const product = O == operation::multiply || O == operation::divide;
  return {r, false,
          r - r != 0 || (product && r == 0)};  // infinities, too, less themselves are no 0
}

}  // namespace detail

/// Of what is for SQL: none.
template <class Table, class E>
struct kernel {
  using type = void;
};
template <class Kernel>
inline constexpr bool is_plain = requires {
  requires Kernel::plain;
};

namespace detail {
/// Of the values as they lie in the block.
template <class Kernel>
inline constexpr bool is_column = requires(Kernel k) {
  k.values();
};
template <class Table, class E>
using kernel_type = typename kernel<Table, E>::type;
}  // namespace detail

template <class Table, class E>
inline constexpr bool has_kernel = !std::is_void_v<detail::kernel_type<Table, E>>;

namespace detail {

template <class Table, fixed_string Name>
struct kernel_column {
  static constexpr std::size_t position = find_in<Table, Name>();
  using member = typename scope<Table>::template type_of_column<Name>;
  static constexpr bool as_held = position != no_column && [] {
    if constexpr (position != no_column) {
      column_schema const& c = Table::columns[position];
      return c.type == c.member;
    } else {
      return false;
    }
  }();
  using type = std::conditional_t<as_held, element<member>, void>;
};

}  // namespace detail

template <class Table, fixed_string Name>
  requires(!std::is_void_v<typename detail::kernel_column<Table, Name>::type>)
struct kernel<Table, column_node<Name>> {
  using column = detail::kernel_column<Table, Name>;
  using type = typename column::type;
  static constexpr bool plain = !is_nullable<typename column::member>;

  kernel(column_node<Name> const&, row_block const& of) noexcept
      : values_(static_cast<type const*>(of.columns[column::position].values)),
        nulls_(of.columns[column::position].nulls),
        ahead_(of.ahead) {}
  [[gnu::always_inline]] void expect(std::size_t i) const noexcept {
    constexpr int into_second_cache = 2;  // the first has no room for as many requests
    auto const at = reinterpret_cast<std::uintptr_t>(values_ + i) + ahead_;
    __builtin_prefetch(reinterpret_cast<void const*>(at), 0, into_second_cache);
  }
  [[nodiscard]] row_value<type> at(std::size_t i) const noexcept {
    if constexpr (is_nullable<typename column::member>) {
      return {values_[i], nulls_[i] != 0};
    } else {
      return {values_[i]};
    }
  }
  [[nodiscard]] type const* values() const noexcept { return values_; }
  [[nodiscard]] std::uint8_t const* nulls() const noexcept { return nulls_; }

 private:
  type const* values_;
  std::uint8_t const* nulls_;
  std::uintptr_t ahead_;
};

template <class Table, class T>
  requires(!std::is_void_v<detail::element<T>>)
struct kernel<Table, literal_node<T>> {
  using type = detail::element<T>;

  kernel(literal_node<T> const& of, row_block const&) : value_(read(of.value)) {}
  void expect(std::size_t) const noexcept {}
  [[nodiscard]] row_value<type> at(std::size_t) const noexcept { return value_; }

 private:
  [[nodiscard]] static row_value<type> read(T const& v) {
    if constexpr (is_nullable<T>) {
      if (!v) return {type{}, true};
      return {kernel<Table, literal_node<detail::bare<T>>>::read(*v)};
    } else if constexpr (std::same_as<type, std::string_view>) {
      return {v};
    } else {
      return {to_value(v).template as<type>()};
    }
  }
  template <class, class>
  friend struct kernel;

  row_value<type> value_;
};
namespace detail {

/// The type of both operands; void: it is for SQL.
template <operation O, class L, class R>
[[nodiscard]] consteval auto operand_of() {
  if constexpr (std::is_void_v<L> || std::is_void_v<R>) {
    return std::type_identity<void>();
  } else if constexpr (is_comparison(O)) {
    return compared_as<L, R>();
  } else if constexpr (is_logic(O)) {
    constexpr bool truths = std::same_as<L, bool> && std::same_as<R, bool>;
    return std::type_identity<std::conditional_t<truths, bool, void>>();
  } else {
    return calculated_as<L, R>();
  }
}
template <class Table, operation O, class L, class R>
using operand =
    typename decltype(operand_of<O, kernel_type<Table, L>, kernel_type<Table, R>>())::type;

}  // namespace detail

template <class Table, operation O, class L, class R>
  requires(!std::is_void_v<detail::operand<Table, O, L, R>>)
struct kernel<Table, operation_node<O, L, R>> {
  using operand = detail::operand<Table, O, L, R>;
  using type = std::conditional_t<is_comparison(O), bool, operand>;

  kernel(operation_node<O, L, R> const& e, row_block const& of)
      : left_(e.left, of), right_(e.right, of) {}
  [[gnu::always_inline]] void expect(std::size_t i) const noexcept {
    left_.expect(i);
    right_.expect(i);
  }
  [[nodiscard]] row_value<type> at(std::size_t i) const {
    auto const a = left_.at(i);
    auto const b = right_.at(i);
    bool const broken = detail::either(a.broken, b.broken);
    bool const null = detail::either(a.null, b.null);
    if constexpr (is_logic(O)) {
      // What decides alone: false of &&, true of ||.
      constexpr bool decides = O == operation::either;
      bool const decided = detail::either(detail::both(!a.null, a.value == decides),
                                          detail::both(!b.null, b.value == decides));
      return {decided == decides, detail::both(null, !decided), broken};
    } else if constexpr (is_comparison(O)) {
      return {
          detail::compare_values<O>(static_cast<operand>(a.value), static_cast<operand>(b.value)),
          null, broken};
    } else {
      row_value<type> r =
          detail::calculate_values<O>(static_cast<operand>(a.value), static_cast<operand>(b.value));
      r.broken = detail::either(broken, detail::both(r.broken, !null));
      r.null = null;
      return r;
    }
  }

 private:
  kernel<Table, L> left_;
  kernel<Table, R> right_;
};

template <class Table, class E>
  requires std::same_as < detail::kernel_type<Table, E>,
bool > struct kernel<Table, not_node<E>> {
  using type = bool;

  kernel(not_node<E> const& e, row_block const& of) : of_(e.of, of) {}
  [[gnu::always_inline]] void expect(std::size_t i) const noexcept { of_.expect(i); }
  [[nodiscard]] row_value<bool> at(std::size_t i) const {
    row_value<bool> r = of_.at(i);
    r.value = !r.value;
    return r;
  }

 private:
  kernel<Table, E> of_;
};

template <class Table, class E, bool Negated>
  requires has_kernel<Table, E>
struct kernel<Table, null_test_node<E, Negated>> {
  using type = bool;

  kernel(null_test_node<E, Negated> const& e, row_block const& of) : of_(e.of, of) {}
  [[gnu::always_inline]] void expect(std::size_t i) const noexcept { of_.expect(i); }
  [[nodiscard]] row_value<bool> at(std::size_t i) const {
    auto const v = of_.at(i);
    return {v.null != Negated, false, v.broken};
  }

 private:
  kernel<Table, E> of_;
};

template <class Table, class E, class... Vs>
  requires(has_kernel<Table, operation_node<operation::equal, E, Vs>>&&...)
struct kernel<Table, among_node<E, Vs...>> {
  using type = bool;

  kernel(among_node<E, Vs...> const& e, row_block const& of)
      : tests_(std::apply(
            [&](auto const&... v) {
              return std::tuple<kernel<Table, operation_node<operation::equal, E, Vs>>...>(
                  kernel<Table, operation_node<operation::equal, E, Vs>>({{}, e.of, v}, of)...);
            },
            e.values)) {}
  [[gnu::always_inline]] void expect(std::size_t i) const noexcept {
    if constexpr (sizeof...(Vs) != 0) std::get<0>(tests_).expect(i);
  }
  [[nodiscard]] row_value<bool> at(std::size_t i) const {
    row_value<bool> r{false};
    std::apply([&](auto const&... test) { (add(r, test.at(i)), ...); }, tests_);
    r.null = detail::both(r.null, !r.value);
    return r;
  }

 private:
  static void add(row_value<bool>& to, row_value<bool> const& one) noexcept {
    to.value = detail::either(to.value, detail::both(one.value, !one.null));
    to.null = detail::either(to.null, one.null);
    to.broken = detail::either(to.broken, one.broken);
  }
  std::tuple<kernel<Table, operation_node<operation::equal, E, Vs>>...> tests_;
};

}  // namespace helios::typed
