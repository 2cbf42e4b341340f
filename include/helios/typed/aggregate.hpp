// helios/typed/aggregate.hpp -- values of many rows: count, sum, avg, min, max.
//
// Shape     count()   count(e)   sum(e)   avg(e)   min(e)   max(e)
//             of different values alone: count(distinct(e))
//             count is a bigint; the others are NULL where there is no row that is not NULL
//             sum of smallint and integer is bigint, of bigint numeric; avg of those numeric;
//             both of vectors are vectors
// Threads   values
// Source    PostgreSQL's types of aggregates
#pragma once

#include <helios/typed/expression.hpp>

namespace helios::typed {

namespace detail {

enum class aggregate { count, sum, average, least, greatest };

/// One of the values.
[[nodiscard]] constexpr bool is_extreme(aggregate what) noexcept {
  return what == aggregate::least || what == aggregate::greatest;
}

template <class T, aggregate What>
[[nodiscard]] consteval auto aggregate_type() {
  using types::type_id;
  constexpr type_id id = column_type<T>.id;
  constexpr bool small = id == type_id::int2 || id == type_id::int4;
  if constexpr (any_unknown<T>) {
    return std::type_identity<unknown_column>();
  } else if constexpr (What == aggregate::count) {
    return std::type_identity<std::int64_t>();
  } else if constexpr (is_extreme(What) || std::same_as<T, double> || id == type_id::vector) {
    return std::type_identity<std::optional<T>>();
  } else if constexpr (What == aggregate::sum && small) {
    return std::type_identity<std::optional<std::int64_t>>();
  } else if constexpr (std::same_as<T, float>) {
    return std::type_identity<
        std::optional<std::conditional_t<What == aggregate::sum, float, double>>>();
  } else {
    return std::type_identity<std::optional<types::decimal>>();
  }
}

/// count(*) counts rows, not values.
struct all_rows {
  using nodes = node_list<>;
  using loose = nodes;
  using needs = nodes;
  static constexpr bool aggregates = false;
  template <class>
  using type = std::int64_t;
  static void print(sql_text& to) { to << "*"; }
};

template <aggregate What, class T>
struct check_aggregate {
  static constexpr bool vector = column_type<bare<T>>.id == types::type_id::vector;
  static constexpr bool summed = What == aggregate::sum || What == aggregate::average;
  static_assert(sizeof(check_number<std::conditional_t<summed && !vector, T, int>>) != 0);
  static_assert(!vector || !is_extreme(What), "vectors have no least one and no greatest");
};

template <class E>
struct check_nesting {
  static constexpr bool fits = !E::aggregates;
  static_assert(fits, "an aggregate holds no other one");
};

}  // namespace detail

/// Different values: no node, so that only aggregates take it.
template <class E>
struct distinct_values {
  E of;
  using nodes = typename E::nodes;
  using loose = typename E::loose;
  using needs = typename E::needs;
  static constexpr bool aggregates = E::aggregates;
  template <class Scope>
  using type = detail::type_in<E, Scope>;

  void print(sql_text& to) const { of.print(to); }
};
template <node E>
[[nodiscard]] distinct_values<E> distinct(E const& of) {
  return {of};
}

namespace detail {
template <class E>
inline constexpr bool is_distinct = false;
template <class E>
inline constexpr bool is_distinct<distinct_values<E>> = true;

template <class E>
[[nodiscard]] constexpr std::string_view opening(std::string_view all, std::string_view distinct) {
  return is_distinct<E> ? distinct : all;
}
}  // namespace detail

template <class E, detail::aggregate What>
struct aggregate_node : compound_node<aggregate_node<E, What>, E> {
  std::string_view opening;  // count(
  E of;
  using loose = detail::node_list<>;
  static constexpr bool aggregates = true;
  template <class Scope>
  using type = typename decltype(detail::aggregate_type<detail::bare<detail::type_in<E, Scope>>,
                                                        What>())::type;
  template <class Scope>
  struct check {
    static_assert(sizeof(detail::check_nesting<E>) +
                      sizeof(detail::check_aggregate<What, detail::type_in<E, Scope>>) !=
                  0);
  };

  void print(sql_text& to) const {
    of.print(to << opening);
    to << ")";
  }
};

/// What aggregates take.
template <class E>
concept aggregated = node<E> || detail::is_distinct<E>;

template <aggregated E>
[[nodiscard]] aggregate_node<E, detail::aggregate::count> count(E const& of) {
  return {{}, detail::opening<E>("count(", "count(DISTINCT "), of};
}
template <aggregated E>
[[nodiscard]] aggregate_node<E, detail::aggregate::sum> sum(E const& of) {
  return {{}, detail::opening<E>("sum(", "sum(DISTINCT "), of};
}
template <aggregated E>
[[nodiscard]] aggregate_node<E, detail::aggregate::average> avg(E const& of) {
  return {{}, detail::opening<E>("avg(", "avg(DISTINCT "), of};
}
template <aggregated E>
[[nodiscard]] aggregate_node<E, detail::aggregate::least> min(E const& of) {
  return {{}, detail::opening<E>("min(", "min(DISTINCT "), of};
}
template <aggregated E>
[[nodiscard]] aggregate_node<E, detail::aggregate::greatest> max(E const& of) {
  return {{}, detail::opening<E>("max(", "max(DISTINCT "), of};
}

}  // namespace helios::typed

namespace helios {

/// How many rows there are.
[[nodiscard]] inline auto count() {
  using typed::detail::aggregate;
  return typed::aggregate_node<typed::detail::all_rows, aggregate::count>{{}, "count(", {}};
}

}  // namespace helios
