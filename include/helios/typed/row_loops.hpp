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
#include <helios/typed/row_sums.hpp>
#include <helios/typed/table.hpp>

#include <array>
#include <bit>

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

/// 1: the row meets the condition.
template <class Test>
[[nodiscard, gnu::always_inline]] inline std::uint8_t test_row(Test const& test, std::size_t i,
                                                               unsigned& broken) {
  row_value<bool> const v = test.at(i);
  broken |= unsigned{v.broken};
  return both(v.value, !v.null);
}
template <class Table, class E>
[[nodiscard]] bool test_rows(void const* condition, row_block const& of,
                             std::uint8_t* __restrict met) {
  kernel<Table, E> const test(*static_cast<E const*>(condition), of);
  unsigned broken = 0;
  for (std::size_t i = of.first; i != of.end;) {
    test.expect(i);
    // Of a fixed number of rows g++ would make vectors, without instructions to compare them.
    for (std::size_t const end = of.end - i < rows_in_line ? of.end : i + rows_in_line; i != end;
         ++i)
      met[i] = test_row(test, i, broken);
  }
  return broken == 0;
}
#if defined(__x86_64__)
/// The same with vectors: what is compiled for every processor compares numbers of eight bytes one
/// by one.
template <class Table, class E>
[[nodiscard, gnu::target("avx2")]] bool test_rows_wide(void const* condition, row_block const& of,
                                                       std::uint8_t* __restrict met) {
  kernel<Table, E> const test(*static_cast<E const*>(condition), of);
  unsigned broken = 0;
  constexpr std::size_t step = 2 * rows_in_line;
  std::size_t i = of.first;
  for (; of.end - i >= step; i += step) {
    test.expect(i);
    test.expect(i + rows_in_line);
    for (std::size_t j = 0; j != step; ++j) met[i + j] = test_row(test, i + j, broken);
  }
  for (; i != of.end; ++i) met[i] = test_row(test, i, broken);
  return broken == 0;
}
template <class Table, class E>
[[nodiscard]] row_test::function row_test_for() noexcept {
  return __builtin_cpu_supports("avx2") ? &test_rows_wide<Table, E> : &test_rows<Table, E>;
}
#else
template <class Table, class E>
[[nodiscard]] row_test::function row_test_for() noexcept {
  return &test_rows<Table, E>;
}
#endif

}  // namespace detail

template <class Scope, class E>
void add_test(row_tests& to, E const& condition) {
  using table = typename detail::only_table<Scope>::type;
  if constexpr (node<E> && !std::is_void_v<table>) {
    if constexpr (std::same_as<detail::kernel_type<table, E>, bool>) {
      to.all.push_back({shared_box<E>(condition), detail::row_test_for<table, E>(),
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
                                     std::floating_point<T> || (is_extreme(What) && is_time<T>);

// As row_sums.hpp has them.
struct count_state {
  template <class T>
  [[nodiscard]] bool add(T const&, unsigned) noexcept {
    return true;
  }
  [[nodiscard]] count_state end() const noexcept { return *this; }
};
template <class T, bool Greatest>
struct extreme_state {
  T best{};
  bool any = false;
  [[nodiscard]] bool add(T const& v, unsigned counts) noexcept {
    if (counts == 0) return true;
    bool const better = Greatest ? compare_values<operation::less>(best, v)
                                 : compare_values<operation::less>(v, best);
    if (better || !any) best = v;
    any = true;
    return true;
  }
  [[nodiscard]] extreme_state end() const noexcept { return *this; }
};

template <class T, aggregate What>
using fold_state = std::conditional_t<
    What == aggregate::count, count_state,
    std::conditional_t<is_extreme(What), extreme_state<T, What == aggregate::greatest>,
                       std::conditional_t<std::floating_point<T>, types::float_sum, whole_sum<T>>>>;
template <class T, class State>
using fold_adder = std::conditional_t<std::same_as<State, types::float_sum>, real_adder<T>, State>;

}  // namespace detail

/// count(*) looks at no value.
template <class Table>
struct kernel<Table, detail::all_rows> {
  using type = bool;
  static constexpr bool plain = true;
  kernel(detail::all_rows const&, row_block const&) noexcept {}
  void expect(std::size_t) const noexcept {}
  [[nodiscard]] row_value<bool> at(std::size_t) const noexcept { return {true}; }
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

  explicit fold(aggregate_node<E, What> const& of) : of_(&of.of) {}
  /// Requires that this stays where it is.
  [[nodiscard]] row_fold loop() noexcept {
    std::int64_t* const rows = is_plain<kernel<table, E>> ? &count_ : nullptr;
    return {this, loop_for(), rows, detail::columns_read<table, typename E::loose>::positions,
            table::columns};
  }
  /// False: SQL is to say it.
  [[nodiscard]] bool read(answer& to) const {
    if constexpr (What == aggregate::count) {
      to = count_;
    } else if (count_ == 0) {
      to = std::nullopt;
    } else if constexpr (detail::is_extreme(What)) {
      byte_view const image(reinterpret_cast<std::byte const*>(&state_.best), sizeof state_.best);
      return read_stored({image, false}, to);
    } else if constexpr (std::floating_point<element>) {
      if (!state_.is_finite()) return false;
      double const value = What == aggregate::average ? state_.average() : state_.sum();
      auto const whole = static_cast<typename answer::value_type>(value);
      if (whole - whole != 0) return false;
      to = whole;
    } else if constexpr (std::same_as<answer, std::optional<std::int64_t>>) {
      to = state_.total;
    } else {
      types::decimal const total(state_.total);
      to = What == aggregate::average ? total / types::decimal(count_) : total;
    }
    return true;
  }

 private:
  [[nodiscard]] static bool run(void* self, row_block const& of, std::uint8_t const* keep) {
    auto& in = *static_cast<fold*>(self);
    kernel<table, E> const values(*in.of_, of);
    detail::fold_adder<element, state> kept(in.state_);
    bool left = false;  // to SQL
    if constexpr (is_plain<kernel<table, E>>) {
      each_row(
          of, values, [&](std::size_t i) __attribute__((always_inline)) {
            if (!kept.add(values.at(i).value, keep[i])) [[unlikely]]
              left = true;
          });
    } else {
      std::int64_t count = 0;
      unsigned broken = 0;
      each_row(
          of, values, [&](std::size_t i) __attribute__((always_inline)) {
            auto const v = values.at(i);
            unsigned const counts = keep[i] & unsigned{!v.null};
            if (!kept.add(v.value, counts)) [[unlikely]]
              left = true;
            count += counts;
            broken |= keep[i] & unsigned{v.broken};
          });
      in.count_ += count;
      left = left || broken != 0;
    }
    in.state_ = kept.end();
    return !left;
  }
#if defined(__x86_64__)
  [[nodiscard]] static row_fold::function loop_for() noexcept {
    constexpr bool sums = What == aggregate::sum || What == aggregate::average;
    if constexpr (sums && detail::is_column<kernel<table, E>>) {
      if (__builtin_cpu_supports("avx2")) return &run_wide;
    }
    return &run;
  }
  [[nodiscard]] static bool run_wide(void* self, row_block const& of, std::uint8_t const* keep) {
    auto& in = *static_cast<fold*>(self);
    kernel<table, E> const column(*in.of_, of);
    auto const counted = detail::add_wide<element>(column, of, keep, in.state_);
    if (!counted) return run(self, of, keep);
    if constexpr (!is_plain<kernel<table, E>>) in.count_ += *counted;
    return true;
  }
#else
  [[nodiscard]] static row_fold::function loop_for() noexcept { return &run; }
#endif

  E const* of_;
  state state_;
  std::int64_t count_ = 0;  // of values
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
