// helios/typed/expression.hpp -- conditions and values over the columns of typed tables.
//
// Shape     "age"_c                       a column; "users.age"_c where several tables have one
//           + - * /   < <= > >= == !=     && || !
//           like, ilike, in, between, is_null, is_not_null     as member functions
//           lower, upper, length, abs, coalesce                as functions
//           count(), count(e), sum, avg, min, max              aggregates
//           .as<"name">()   .asc()   .desc()   "age"_c = e     (an assignment is no condition)
//           A node knows neither table nor query: type<Scope> is what it is in one, or does not
//           compile. What is no node becomes a parameter.
// Laws      SQL's rules for NULL: an operation on std::optional is std::optional
// Threads   values
#pragma once

#include <helios/typed/columns.hpp>
#include <helios/typed/sql_text.hpp>
#include <helios/typed/values.hpp>

#include <tuple>

namespace helios::typed {

struct node_base {};
/// What a name that nothing has stands for.
struct unknown_column {};

template <class T>
concept node = std::derived_from<std::remove_cvref_t<T>, node_base>;

/// What can be compared with what.
enum class value_class { boolean, number, text, bytes, day, time, moment, span, uuid, none };

[[nodiscard]] constexpr value_class class_of(types::type_id t) noexcept {
  using types::type_id;
  switch (t) {
    case type_id::boolean: return value_class::boolean;
    case type_id::int2:
    case type_id::int4:
    case type_id::int8:
    case type_id::float4:
    case type_id::float8:
    case type_id::numeric: return value_class::number;
    case type_id::text:
    case type_id::varchar:
    case type_id::bpchar: return value_class::text;
    case type_id::bytea: return value_class::bytes;
    case type_id::date: return value_class::day;
    case type_id::time: return value_class::time;
    case type_id::timestamp:
    case type_id::timestamptz: return value_class::moment;
    case type_id::interval: return value_class::span;
    case type_id::uuid: return value_class::uuid;
    case type_id::unknown: break;
  }
  return value_class::none;
}
template <class T>
inline constexpr value_class class_of_type = class_of(column_type<T>.id);

namespace detail {

template <class T>
using bare = typename value_of<T>::type;

/// T, or NULL if one of the others may be.
template <class T, class... From>
using nullable_as =
    std::conditional_t<(is_nullable<From> || ...) && !is_nullable<T>, std::optional<T>, T>;

/// A wrong name is told once: what it would have been fits everywhere.
template <class... Ts>
inline constexpr bool any_unknown = (std::same_as<bare<Ts>, unknown_column> || ...);

template <class A, class B>
struct check_comparison {
  static constexpr bool fits = class_of_type<A> == class_of_type<B> || any_unknown<A, B>;
  static_assert(fits, "values of these types cannot be compared");
};
template <class T>
struct check_condition {
  static constexpr bool fits = std::same_as<bare<T>, bool> || any_unknown<T>;
  static_assert(fits, "a condition is a boolean");
};
template <class T>
struct check_number {
  static constexpr bool fits = class_of_type<T> == value_class::number || any_unknown<T>;
  static_assert(fits, "only numbers can be calculated with");
};
template <class T>
struct check_text {
  static constexpr bool fits = class_of_type<T> == value_class::text || any_unknown<T>;
  static_assert(fits, "only texts are like a pattern, or have letters");
};

/// The type of a calculation, as SQL has it.
template <class A, class B>
struct calculated {
  static constexpr types::type_id a = column_type<A>.id, b = column_type<B>.id;
  static constexpr bool decimal = a == types::type_id::numeric || b == types::type_id::numeric;
  static constexpr bool real = std::floating_point<A> || std::floating_point<B>;
  using type = std::conditional_t<
      real, double,
      std::conditional_t<decimal, types::decimal,
                         std::conditional_t<a == types::type_id::int8 || b == types::type_id::int8,
                                            std::int64_t, std::int32_t>>>;
};

}  // namespace detail

// Nodes.

template <class Derived>
struct value_node;

template <fixed_string Name>
struct column_node;
template <class T>
struct literal_node;

/// A node, or the parameter that a C++ value becomes.
template <class T>
[[nodiscard]] auto to_node(T const& v);
template <class T>
using node_of = decltype(to_node(std::declval<T const&>()));

template <class L, class R>
struct comparison_node;
template <class L, class R>
struct logic_node;
template <class E>
struct not_node;
template <class L, class R>
struct arithmetic_node;
template <class E>
struct pattern_node;
template <class E>
struct null_test_node;
template <class E, class... Vs>
struct among_node;
template <class E, fixed_string Name>
struct named_node;
template <class E>
struct order_node;

template <class Derived>
struct value_node : node_base {
  [[nodiscard]] pattern_node<Derived> like(std::string_view pattern) const {
    return {{}, self(), " LIKE ", std::string(pattern)};
  }
  [[nodiscard]] pattern_node<Derived> ilike(std::string_view pattern) const {
    return {{}, self(), " ILIKE ", std::string(pattern)};
  }
  [[nodiscard]] null_test_node<Derived> is_null() const { return {{}, self(), " IS NULL"}; }
  [[nodiscard]] null_test_node<Derived> is_not_null() const { return {{}, self(), " IS NOT NULL"}; }
  template <class... Vs>
  [[nodiscard]] among_node<Derived, node_of<Vs>...> in(Vs const&... values) const {
    static_assert(sizeof...(Vs) != 0, "in() needs a value");
    return {{}, self(), {to_node(values)...}};
  }
  template <class A, class B>
  [[nodiscard]] auto between(A const& least, B const& most) const {
    return self() >= least && self() <= most;
  }
  template <fixed_string Name>
  [[nodiscard]] named_node<Derived, Name> as() const {
    return {{}, self()};
  }
  [[nodiscard]] order_node<Derived> asc() const { return {self(), ""}; }
  [[nodiscard]] order_node<Derived> desc() const { return {self(), " DESC"}; }

 private:
  [[nodiscard]] Derived const& self() const noexcept { return static_cast<Derived const&>(*this); }
};

/// "column" = value, in update(): no node, so that no condition takes it.
template <fixed_string Name, class E>
struct assignment {
  E value;
};

template <fixed_string Name>
struct column_node : value_node<column_node<Name>> {
  template <class Scope>
  using type = typename Scope::template type_of_column<Name>;
  static constexpr bool aggregates = false;

  void print(sql_text& to) const { to.add_name(Name.view()); }
  template <class V>
  [[nodiscard]] assignment<Name, node_of<V>> operator=(V const& v) const {  // NOLINT: no copy
    return {to_node(v)};
  }
};

template <class T>
struct literal_node : value_node<literal_node<T>> {
  T value;
  template <class>
  using type = T;
  static constexpr bool aggregates = false;

  void print(sql_text& to) const { to.add_parameter(to_value(value)); }
};

template <class T>
[[nodiscard]] auto to_node(T const& v) {
  if constexpr (node<T>) {
    return v;
  } else if constexpr (std::convertible_to<T const&, std::string_view>) {
    return literal_node<std::string>{{}, std::string(std::string_view(v))};
  } else {
    static_assert(is_column<T>, "this type is no SQL value: see helios/typed/column_type.hpp");
    return literal_node<T>{{}, v};
  }
}
template <class L, class R>
struct comparison_node : value_node<comparison_node<L, R>> {
  L left;
  std::string_view op;
  R right;
  template <class Scope>
  struct typed_in {
    using l = typename L::template type<Scope>;
    using r = typename R::template type<Scope>;
    static_assert(sizeof(detail::check_comparison<l, r>) != 0);
    using type = detail::nullable_as<bool, l, r>;
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = L::aggregates || R::aggregates;

  void print(sql_text& to) const {
    left.print(to << "(");
    right.print(to << op);
    to << ")";
  }
};

template <class L, class R>
struct logic_node : value_node<logic_node<L, R>> {
  L left;
  std::string_view op;
  R right;
  template <class Scope>
  struct typed_in {
    using l = typename L::template type<Scope>;
    using r = typename R::template type<Scope>;
    static_assert(sizeof(detail::check_condition<l>) + sizeof(detail::check_condition<r>) != 0);
    using type = detail::nullable_as<bool, l, r>;
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = L::aggregates || R::aggregates;

  void print(sql_text& to) const {
    left.print(to << "(");
    right.print(to << op);
    to << ")";
  }
};

template <class E>
struct not_node : value_node<not_node<E>> {
  E of;
  template <class Scope>
  struct typed_in {
    using type = typename E::template type<Scope>;
    static_assert(sizeof(detail::check_condition<type>) != 0);
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = E::aggregates;

  void print(sql_text& to) const {
    of.print(to << "(NOT ");
    to << ")";
  }
};

template <class L, class R>
struct arithmetic_node : value_node<arithmetic_node<L, R>> {
  L left;
  std::string_view op;
  R right;
  template <class Scope>
  struct typed_in {
    using l = typename L::template type<Scope>;
    using r = typename R::template type<Scope>;
    static_assert(sizeof(detail::check_number<l>) + sizeof(detail::check_number<r>) != 0);
    using type =
        detail::nullable_as<typename detail::calculated<detail::bare<l>, detail::bare<r>>::type, l,
                            r>;
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = L::aggregates || R::aggregates;

  void print(sql_text& to) const {
    left.print(to << "(");
    right.print(to << op);
    to << ")";
  }
};

template <class E>
struct pattern_node : value_node<pattern_node<E>> {
  E of;
  std::string_view op;
  std::string pattern;
  template <class Scope>
  struct typed_in {
    using e = typename E::template type<Scope>;
    static_assert(sizeof(detail::check_text<e>) != 0);
    using type = detail::nullable_as<bool, e>;
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = E::aggregates;

  void print(sql_text& to) const {
    of.print(to << "(");
    (to << op).add_parameter(to_value(pattern));
    to << ")";
  }
};

template <class E>
struct null_test_node : value_node<null_test_node<E>> {
  E of;
  std::string_view op;
  template <class Scope>
  struct typed_in {
    using e = typename E::template type<Scope>;
    static_assert(is_nullable<e> || detail::any_unknown<e>,
                  "this is never NULL: its member is no std::optional");
    using type = bool;
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = E::aggregates;

  void print(sql_text& to) const {
    of.print(to << "(");
    to << op << ")";
  }
};

template <class E, class... Vs>
struct among_node : value_node<among_node<E, Vs...>> {
  E of;
  std::tuple<Vs...> values;
  template <class Scope>
  struct typed_in {
    using e = typename E::template type<Scope>;
    static_assert((sizeof(detail::check_comparison<e, typename Vs::template type<Scope>>) + ...) !=
                  0);
    using type = detail::nullable_as<bool, e, typename Vs::template type<Scope>...>;
  };
  template <class Scope>
  using type = typename typed_in<Scope>::type;
  static constexpr bool aggregates = E::aggregates;

  void print(sql_text& to) const {
    of.print(to << "(");
    to << " IN (";
    std::apply(
        [&to](auto const&... value) {
          std::string_view between;
          ((value.print(to << std::exchange(between, ", "))), ...);
        },
        values);
    to << "))";
  }
};

template <class E, fixed_string Name>
struct named_node : node_base {
  E of;
  template <class Scope>
  using type = typename E::template type<Scope>;
  static constexpr bool aggregates = E::aggregates;

  void print(sql_text& to) const {
    of.print(to);
    (to << " AS ").add_name(Name.view());
  }
};

/// What rows are ordered by.
template <class E>
struct order_node {
  E of;
  std::string_view direction;
};

}  // namespace helios::typed

#include <helios/typed/operators.hpp>
