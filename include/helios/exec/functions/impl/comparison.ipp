// helios/exec/functions/impl/comparison.ipp -- kernels of the comparison operators.
#pragma once

#include <helios/exec/functions/comparison.hpp>

#include <helios/types/temporal_arithmetic.hpp>

namespace helios::exec {

namespace detail {

enum class relation : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };

template <relation R, class A, class B>
[[nodiscard]] bool holds(A const& a, B const& b) {
  if constexpr (std::floating_point<A>) {
    auto const x = static_cast<double>(a), y = static_cast<double>(b);
    if constexpr (R == relation::equal) return types::float_equal(x, y);
    if constexpr (R == relation::unequal) return !types::float_equal(x, y);
    if constexpr (R == relation::less) return types::float_less(x, y);
    if constexpr (R == relation::less_equal) return !types::float_less(y, x);
    if constexpr (R == relation::greater) return types::float_less(y, x);
    if constexpr (R == relation::greater_equal) return !types::float_less(x, y);
  } else {
    if constexpr (R == relation::equal) return a == b;
    if constexpr (R == relation::unequal) return !(a == b);
    if constexpr (R == relation::less) return a < b;
    if constexpr (R == relation::less_equal) return a <= b;
    if constexpr (R == relation::greater) return a > b;
    if constexpr (R == relation::greater_equal) return a >= b;
  }
}

template <relation R, class A, class B>
struct compare_as_is {
  bool operator()(A a, B b) const { return holds<R, A, B>(a, b); }
};

/// holds<R>(a, b) of numbers, b not NaN: NaN follows all numbers.
template <relation R, class A, class B>
[[nodiscard]] bool holds_beside_number(A a, B b) noexcept {
  if constexpr (R == relation::equal) return a == b;
  if constexpr (R == relation::unequal) return a != b;
  if constexpr (R == relation::less) return a < b;
  if constexpr (R == relation::less_equal) return a <= b;
  if constexpr (R == relation::greater) return !(a <= b);
  if constexpr (R == relation::greater_equal) return !(a < b);
}

template <relation R, class A, class B>
[[nodiscard]] selection rows_where(arena& in, column const& first, types::value const& second,
                                   selection const& rows) {
  A const* const values = first.as<A>();
  B const b = second.as<B>();
  auto const choose = [&](auto const& test) {
    if (first.nulls == nullptr)
      return narrow(in, rows, [&](std::uint32_t i) { return test(values[i]); });
    return narrow(in, rows,
                  [&](std::uint32_t i) { return first.nulls[i] == 0 && test(values[i]); });
  };
  if (b != b) return choose([b](A a) { return holds<R>(a, b); });
  return choose([b](A a) { return holds_beside_number<R>(a, b); });
}

/// A date and a timestamp meet as timestamps.
template <relation R, class A, class B>
struct compare_as_timestamps {
  static types::timestamp moment(types::date d) { return types::to_timestamp(d); }
  static types::timestamp moment(types::timestamp t) { return t; }
  bool operator()(A a, B b) const { return holds<R>(moment(a), moment(b)); }
};

template <template <relation, class, class> class Compare, relation R, class A, class B>
void add_relation(function_list& to, std::string_view name) {
  overload o = define<Compare<R, A, B>{}>(name);
  if constexpr (std::is_arithmetic_v<A> && std::is_arithmetic_v<B>) o.filter = &rows_where<R, A, B>;
  to.push_back(o);
}

template <template <relation, class, class> class Compare, class A, class B>
void add_relations(function_list& to) {
  add_relation<Compare, relation::equal, A, B>(to, "=");
  add_relation<Compare, relation::unequal, A, B>(to, "<>");
  add_relation<Compare, relation::less, A, B>(to, "<");
  add_relation<Compare, relation::less_equal, A, B>(to, "<=");
  add_relation<Compare, relation::greater, A, B>(to, ">");
  add_relation<Compare, relation::greater_equal, A, B>(to, ">=");
}

}  // namespace detail

void add_comparisons(function_list& to) {
  using detail::add_relations;
  using detail::compare_as_is;
  using detail::compare_as_timestamps;
  add_relations<compare_as_is, bool, bool>(to);
  add_relations<compare_as_is, std::int16_t, std::int16_t>(to);
  add_relations<compare_as_is, std::int32_t, std::int32_t>(to);
  add_relations<compare_as_is, std::int64_t, std::int64_t>(to);
  add_relations<compare_as_is, float, float>(to);
  add_relations<compare_as_is, double, double>(to);
  add_relations<compare_as_is, float, double>(to);
  add_relations<compare_as_is, double, float>(to);
  add_relations<compare_as_is, types::decimal, types::decimal>(to);
  add_relations<compare_as_is, types::date, types::date>(to);
  add_relations<compare_as_is, types::time_of_day, types::time_of_day>(to);
  add_relations<compare_as_is, types::timestamp, types::timestamp>(to);
  add_relations<compare_as_is, types::timestamp_tz, types::timestamp_tz>(to);
  add_relations<compare_as_is, types::interval, types::interval>(to);
  add_relations<compare_as_is, types::uuid, types::uuid>(to);
  add_relations<compare_as_is, types::enumerator, types::enumerator>(to);
  add_relations<compare_as_is, types::jsonb_view, types::jsonb_view>(to);
  add_relations<compare_as_is, types::array_view, types::array_view>(to);
  add_relations<compare_as_is, types::vector_view, types::vector_view>(to);
  add_relations<compare_as_timestamps, types::date, types::timestamp>(to);
  add_relations<compare_as_timestamps, types::timestamp, types::date>(to);
  // One kernel serves all strings: a bpchar comes without its blanks.
  std::size_t const first = to.size();
  add_relations<compare_as_is, std::string_view, std::string_view>(to);
  for (std::size_t i = first, end = to.size(); i != end; ++i) {
    to.push_back(to[i].taking({type_id::bpchar, type_id::bpchar}));
    to.push_back(to[i].taking({type_id::bytea, type_id::bytea}));
  }
}

}  // namespace helios::exec
