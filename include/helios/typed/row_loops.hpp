// helios/typed/row_loops.hpp -- conditions and aggregates of one table as loops over its columns.
//
// Shape     add_test<Scope>(tests, e)        a condition joins those that a query has
//           fold<Scope, A>                   an aggregate's state, its loop and its result
// Laws      what comes out is what SQL says, or SQL is asked
// Threads   as row_kernel.hpp
// Cost      of compiling: a loop per condition and per aggregate
#pragma once

#include <helios/typed/aggregate.hpp>
#include <helios/typed/row_kernel.hpp>

#include <algorithm>
#include <array>

namespace helios::typed {

namespace detail {

/// The table of a scope that is one, under its own name; else void.
template <class Scope>
struct only_table {
  using type = void;
};
template <class Table>
  requires is_table<Table>
struct only_table<scope<Table>> {
  using type = Table;
};

/// Positions of the columns that an expression reads.
template <class Table, class Columns>
struct columns_read;
template <class Table, fixed_string... Names>
struct columns_read<Table, node_list<column_node<Names>...>> {
  static constexpr std::array<std::uint16_t, sizeof...(Names)> positions{
      static_cast<std::uint16_t>(find_in<Table, Names>())...};
};

template <class Table, class E>
[[nodiscard]] bool keep_rows(void const* condition, row_block const& of,
                             std::uint8_t* __restrict keep) {
  kernel<Table, E> const test(*static_cast<E const*>(condition), of);
  unsigned broken = 0;
  for (std::uint32_t i = 0; i != of.rows; ++i) {
    row_value<bool> const met = test.at(i);
    keep[i] =
        static_cast<std::uint8_t>(keep[i] & static_cast<unsigned>(both(met.value, !met.null)));
    broken |= static_cast<unsigned>(met.broken);
  }
  return broken == 0;
}

}  // namespace detail

template <class Scope, class E>
void add_test(row_tests& to, E const& condition) {
  using table = typename detail::only_table<Scope>::type;
  if constexpr (node<E> && !std::is_void_v<table>) {
    if constexpr (has_kernel<table, E>) {
      to.all.push_back({std::make_shared<E>(condition), &detail::keep_rows<table, E>,
                        detail::columns_read<table, typename E::loose>::positions});
      return;
    }
  }
  to.complete = false;
}

namespace detail {

template <class T>
inline constexpr bool is_time = std::same_as<T, types::date> || std::same_as<T, types::timestamp> ||
                                std::same_as<T, types::timestamp_tz>;

/// Whether values of an element's type are aggregated here.
template <class T, aggregate What>
inline constexpr bool folds_values = What == aggregate::count || whole<T> ||
                                     std::floating_point<T> ||
                                     (What == aggregate::extreme && is_time<T>);

struct count_state {
  std::int64_t count = 0;
  template <class T>
  void add(T const&, bool counts) noexcept {
    count += counts;
  }
  void end_block() noexcept {}
};

/// Sums of halves, which the rows of a block do not overflow.
template <class T>
struct whole_sum {
  int128 total = 0;
  std::int64_t count = 0, high = 0, low = 0;
  void add(T v, bool counts) noexcept {
    std::int64_t const number = v & -static_cast<std::int64_t>(counts);
    if constexpr (sizeof(T) == sizeof(std::int64_t)) {
      high += number >> 32;
      low += number & 0xffff'ffff;
    } else {
      low += number;
    }
    count += counts;
  }
  void end_block() noexcept {
    total += int128{high} * (int128{1} << 32) + low;
    high = low = 0;
  }
};
template <class T>
struct real_sum {
  double total = 0;
  std::int64_t count = 0;
  void add(T v, bool counts) noexcept {
    total += counts ? static_cast<double>(v) : 0.0;
    count += counts;
  }
  void end_block() noexcept {}
};
template <class T>
struct extreme_state {
  T best{};
  std::int64_t count = 0;
  bool largest = false;
  void add(T const& v, bool counts) noexcept {
    if (!counts) return;
    bool const better = largest ? compare_values<operation::less>(best, v)
                                : compare_values<operation::less>(v, best);
    if (better || count == 0) best = v;
    ++count;
  }
  void end_block() noexcept {}
};

template <class T, aggregate What>
using fold_state = std::conditional_t<
    What == aggregate::count, count_state,
    std::conditional_t<What == aggregate::extreme, extreme_state<T>,
                       std::conditional_t<std::floating_point<T>, real_sum<T>, whole_sum<T>>>>;

}  // namespace detail

/// count(*) looks at no value.
template <class Table>
struct kernel<Table, detail::all_rows> {
  using type = bool;
  kernel(detail::all_rows const&, row_block const&) noexcept {}
  [[nodiscard]] row_value<bool> at(std::uint32_t) const noexcept { return {true}; }
};

/// An aggregate of a table's rows, under way.
template <class Scope, class E, detail::aggregate What>
class fold {
  using aggregate = detail::aggregate;
  using table = typename detail::only_table<Scope>::type;
  using element = detail::kernel_type<table, E>;
  using state = detail::fold_state<element, What>;

 public:
  using answer = typename aggregate_node<E, What>::template type<Scope>;

  explicit fold(aggregate_node<E, What> const& of) : of_(&of.of) {
    if constexpr (What == aggregate::extreme) state_.largest = of.opening.starts_with("max");
  }
  /// Requires that this stays where it is.
  [[nodiscard]] row_fold loop() noexcept {
    return {this, &run, detail::columns_read<table, typename E::loose>::positions, table::columns};
  }
  /// False: SQL is to say it.
  [[nodiscard]] bool read(answer& to) const {
    if constexpr (What == aggregate::count) {
      to = state_.count;
    } else if (state_.count == 0) {
      to = std::nullopt;
    } else if constexpr (What == aggregate::extreme) {
      byte_view const image(reinterpret_cast<std::byte const*>(&state_.best), sizeof state_.best);
      return read_stored({image, false}, to);
    } else if constexpr (std::floating_point<element>) {
      bool const average = What == aggregate::average;
      double const value =
          average ? state_.total / static_cast<double>(state_.count) : state_.total;
      to = static_cast<typename answer::value_type>(value);
    } else if constexpr (std::same_as<answer, std::optional<std::int64_t>>) {
      to = static_cast<std::int64_t>(state_.total);
      return *to == state_.total;
    } else {
      types::decimal const total = types::to_decimal(state_.total);
      to = What == aggregate::average ? total / types::decimal(state_.count) : total;
    }
    return true;
  }

 private:
  [[nodiscard]] static bool run(void* self, row_block const& of, std::uint8_t const* keep) {
    auto& in = *static_cast<fold*>(self);
    kernel<table, E> const values(*in.of_, of);
    state kept = in.state_;  // in registers: nothing else can name it
    unsigned broken = 0;
    for (std::uint32_t i = 0; i != of.rows; ++i) {
      auto const v = values.at(i);
      bool const stays = keep[i] != 0;
      kept.add(v.value, detail::both(stays, !v.null));
      broken |= static_cast<unsigned>(detail::both(v.broken, stays));
    }
    kept.end_block();
    in.state_ = kept;
    return broken == 0;
  }

  E const* of_;
  state state_;
};

/// Whether fold is there for an aggregate.
template <class Scope, class E, detail::aggregate What>
[[nodiscard]] consteval bool folds() {
  using table = typename detail::only_table<Scope>::type;
  if constexpr (!std::is_void_v<table>) {
    if constexpr (has_kernel<table, E>)
      return detail::folds_values<detail::kernel_type<table, E>, What>;
  }
  return false;
}

}  // namespace helios::typed
