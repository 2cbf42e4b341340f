// helios/typed/choice.hpp -- one of several values: CASE, COALESCE, GREATEST, LEAST, NULLIF; and
// CAST.
//
// Shape     case_("age"_c < 18, "minor").when("age"_c > 66, "old").else_("adult")
//             without else_() NULL where no condition is true
//           coalesce(e, ...)   greatest(e, ...)   least(e, ...)   nullif(e, value)   cast<T>(e)
// Laws      the values are of one class; what they have in common is as in SQL
//           coalesce, greatest and least are NULL only where all are
// Threads   values
#pragma once

#include <helios/typed/function.hpp>

namespace helios::typed {

namespace detail {

/// Whether values are of one class, each beside the first.
template <class First, class... Rest>
struct check_values {
  template <class T>
  using beside = std::conditional_t<std::same_as<bare<T>, no_value>, First, T>;
  static_assert((sizeof(check_comparison<First, beside<Rest>>) + ... + 1) != 0);
};

}  // namespace detail

/// What CASE has for ELSE before there is one.
struct no_else : constant_node<no_else> {
  template <class>
  using type = std::optional<detail::no_value>;
  static void print(sql_text&) {}
};

template <class C, class V>
struct case_branch {
  C condition;
  V value;
};

template <class Else, class... Branches>
struct case_node;
template <class Else, class... Cs, class... Vs>
struct case_node<Else, case_branch<Cs, Vs>...>
    : compound_node<case_node<Else, case_branch<Cs, Vs>...>, Cs..., Vs..., Else> {
  std::tuple<case_branch<Cs, Vs>...> branches;
  Else otherwise;

  template <class Scope>
  using type = detail::nullable_as<
      detail::common_of_all<detail::type_in<Vs, Scope>..., detail::type_in<Else, Scope>>,
      detail::type_in<Vs, Scope>..., detail::type_in<Else, Scope>>;
  template <class Scope>
  struct check {
    static_assert((sizeof(detail::check_condition<detail::type_in<Cs, Scope>>) + ...) +
                      sizeof(detail::check_values<detail::type_in<Vs, Scope>...,
                                                  detail::type_in<Else, Scope>>) !=
                  0);
  };

  template <class C, class V>
  [[nodiscard]] auto when(C const& condition, V const& value) const {
    constexpr bool open = std::same_as<Else, no_else>;
    static_assert(open, "else_() is the last of a case_()");
    using branch = case_branch<node_of<C>, node_of<V>>;
    return case_node<Else, case_branch<Cs, Vs>..., branch>{
        {},
        std::tuple_cat(branches, std::tuple(branch{to_node(condition), to_node(value)})),
        otherwise};
  }
  template <class V>
  [[nodiscard]] case_node<node_of<V>, case_branch<Cs, Vs>...> else_(V const& value) const {
    constexpr bool open = std::same_as<Else, no_else>;
    static_assert(open, "a case_() has one else_()");
    return {{}, branches, to_node(value)};
  }

  void print(sql_text& to) const {
    to << "(CASE";
    auto const add = [&to](auto const& branch) {
      branch.condition.print(to << " WHEN ");
      branch.value.print(to << " THEN ");
    };
    std::apply([&add](auto const&... each) { (add(each), ...); }, branches);
    if constexpr (!std::same_as<Else, no_else>) otherwise.print(to << " ELSE ");
    to << " END)";
  }
};

template <class C, class V>
[[nodiscard]] auto case_(C const& condition, V const& value) {
  using branch = case_branch<node_of<C>, node_of<V>>;
  return case_node<no_else, branch>{{}, {branch{to_node(condition), to_node(value)}}, {}};
}

enum class choice : std::uint8_t { first, greatest, least };

/// The first, greatest or least of values that are not NULL.
template <choice C, class... Es>
struct choice_node : compound_node<choice_node<C, Es...>, Es...> {
  std::tuple<Es...> values;
  template <class Scope>
  using common = detail::common_of_all<detail::type_in<Es, Scope>...>;
  template <class Scope>
  using type = std::conditional_t<(is_nullable<detail::type_in<Es, Scope>> && ...),
                                  std::optional<common<Scope>>, common<Scope>>;
  template <class Scope>
  using check = detail::check_values<detail::type_in<Es, Scope>...>;

  void print(sql_text& to) const {
    constexpr std::string_view words[] = {"coalesce(", "greatest(", "least("};
    to << words[static_cast<std::size_t>(C)];
    std::apply([&to](auto const&... each) { print_list(to, each...); }, values);
    to << ")";
  }
};
template <class... Es>
  requires detail::some_node<Es...>
[[nodiscard]] choice_node<choice::first, node_of<Es>...> coalesce(Es const&... values) {
  return {{}, {to_node(values)...}};
}
template <class... Es>
  requires detail::some_node<Es...>
[[nodiscard]] choice_node<choice::greatest, node_of<Es>...> greatest(Es const&... values) {
  return {{}, {to_node(values)...}};
}
template <class... Es>
  requires detail::some_node<Es...>
[[nodiscard]] choice_node<choice::least, node_of<Es>...> least(Es const&... values) {
  return {{}, {to_node(values)...}};
}

template <class E, class V>
struct nullif_node : compound_node<nullif_node<E, V>, E, V> {
  E of;
  V value;
  template <class Scope>
  using type = detail::nullable<detail::type_in<E, Scope>>;
  template <class Scope>
  using check = detail::check_comparison<detail::type_in<E, Scope>, detail::type_in<V, Scope>>;

  void print(sql_text& to) const {
    print_list(to << "nullif(", of, value);
    to << ")";
  }
};
/// NULL instead of one value.
template <node E, class V>
[[nodiscard]] nullif_node<E, node_of<V>> nullif(E const& of, V const& value) {
  return {{}, of, to_node(value)};
}

namespace detail {
template <class From, class To>
struct check_cast {
  static constexpr bool fits =
      any_unknown<From> || may_cast(column_type<From>.id, column_type<To>.id);
  static_assert(fits, "SQL does not cast a value of this type to that one");
};
}  // namespace detail

template <class T, class E>
struct cast_node : compound_node<cast_node<T, E>, E> {
  E of;
  template <class Scope>
  using type = detail::nullable_as<T, detail::type_in<E, Scope>>;
  template <class Scope>
  using check = detail::check_cast<detail::type_in<E, Scope>, T>;

  void print(sql_text& to) const {
    of.print(to << "CAST(");
    to << " AS " << types::to_string(column_type<T>) << ")";
  }
};
template <class T, node E>
[[nodiscard]] cast_node<T, E> cast(E const& of) {
  static_assert(is_column<T>, "this type is no SQL value: see helios/typed/column_type.hpp");
  return {{}, of};
}

}  // namespace helios::typed

namespace helios {

using typed::case_;
using typed::cast;
using typed::coalesce;
using typed::greatest;
using typed::least;
using typed::nullif;

}  // namespace helios
