// helios/typed/function.hpp -- a function of SQL as the compiler knows it, and a call of one.
//
// Shape     function    a name and its ways: what it gives for which arguments
//           call_node   prints name(argument, ...); which way it is follows from the types of the
//                       arguments
//           functions.hpp makes them
// Laws      a call is NULL if an argument is
// Threads   compile time
// Source    the choice among ways is PostgreSQL's, as in exec/functions/registry.hpp
#pragma once

#include <helios/typed/expression.hpp>
#include <helios/typed/type_rules.hpp>

#include <span>

namespace helios::typed {

/// One way to call a function.
struct signature {
  types::type_id result;
  std::uint8_t count = 0;
  types::type_id parameters[3]{};

  constexpr signature(types::type_id gives, std::initializer_list<types::type_id> takes) noexcept
      : result(gives), count(static_cast<std::uint8_t>(takes.size())) {
    std::size_t i = 0;
    for (types::type_id const t : takes) parameters[i++] = t;
  }
};

struct function {
  std::string_view name;
  std::span<signature const> ways;
};

namespace detail {

/// How well arguments fit a way: -1, not at all; else those of its very types, and then those that
/// are preferred.
[[nodiscard]] constexpr int fitness(signature const& way, std::span<type_id const> arguments) {
  if (way.count != arguments.size()) return -1;
  int exact = 0, liked = 0;
  for (std::size_t i = 0; i != arguments.size(); ++i) {
    type_id const given = is_text(arguments[i]) ? type_id::text : arguments[i];
    if (!widens(given, way.parameters[i])) return -1;
    if (given == way.parameters[i]) {
      ++exact;
    } else if (preferred(way.parameters[i])) {
      ++liked;
    }
  }
  return exact * 4 + liked;
}
/// The type of a call; unknown if no way takes these arguments, or several do.
[[nodiscard]] constexpr type_id result_of_call(function const& of,
                                               std::span<type_id const> arguments) {
  int best = -1;
  type_id result = type_id::unknown;
  for (signature const& way : of.ways) {
    int const fits = fitness(way, arguments);
    if (fits < 0 || fits < best) continue;
    result = fits == best ? type_id::unknown : way.result;  // two would do equally well
    best = fits;
  }
  return result;
}

template <function const& F, class... Ts>
[[nodiscard]] consteval type_id call_type() {
  std::array<type_id, sizeof...(Ts)> const arguments{column_type<Ts>.id...};
  return result_of_call(F, arguments);
}

/// The vectors among values have one number of dimensions.
template <class... Ts>
[[nodiscard]] consteval bool same_dimensions() {
  types::data_type first;
  for (types::data_type const t : {types::data_type(), column_type<Ts>...}) {
    if (t.id != type_id::vector) continue;
    if (first.id == type_id::vector && first != t) return false;
    first = t;
  }
  return true;
}

template <function const& F, class... Ts>
struct check_call {
  static constexpr bool fits =
      any_unknown<Ts...> || call_type<F, Ts...>() != types::type_id::unknown;
  static_assert(fits, "this function of SQL does not take values of these types");
  static constexpr bool alike = same_dimensions<Ts...>();
  static_assert(alike, "these vectors have different numbers of dimensions");
};

}  // namespace detail

template <function const& F, class... Es>
struct call_node : compound_node<call_node<F, Es...>, Es...> {
  std::tuple<Es...> arguments;
  template <class Scope>
  using type = detail::nullable_as<
      typename detail::cpp_value<detail::call_type<F, detail::type_in<Es, Scope>...>()>::type,
      detail::type_in<Es, Scope>...>;
  template <class Scope>
  using check = detail::check_call<F, detail::type_in<Es, Scope>...>;

  void print(sql_text& to) const {
    to << F.name << "(";
    std::apply([&to](auto const&... each) { print_list(to, each...); }, arguments);
    to << ")";
  }
};

namespace detail {
template <class... Es>
concept some_node = (node<Es> || ...);
}  // namespace detail

template <function const& F, class... Es>
[[nodiscard]] auto call(Es const&... arguments) {
  return call_node<F, node_of<Es>...>{{}, {to_node(arguments)...}};
}

}  // namespace helios::typed
