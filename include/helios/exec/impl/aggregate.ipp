// helios/exec/impl/aggregate.ipp -- the table of aggregates.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/aggregate.hpp>
#include <helios/exec/column.hpp>
#include <helios/exec/impl/aggregate_states.hpp>

#include <algorithm>
#include <iterator>
#include <new>
#include <string>

namespace helios::exec {

namespace detail {

template <class State>
[[nodiscard]] State& state_at(std::byte* at) noexcept {
  return *std::launder(reinterpret_cast<State*>(at));
}

template <class State>
[[nodiscard]] aggregate_function describe_state(std::string_view name) {
  aggregate_function f;
  f.name = name;
  f.state_size = align_up(sizeof(State), alignof(std::max_align_t));
  f.begin = [](std::byte* at, [[maybe_unused]] memory_budget* of) {
    if constexpr (std::is_constructible_v<State, memory_budget*>) {
      ::new (at) State(of);
    } else {
      ::new (at) State;
    }
  };
  f.end = [](std::byte* at) noexcept { state_at<State>(at).~State(); };
  f.merge = [](std::byte* into, std::byte const* from) {
    state_at<State>(into).merge(state_at<State>(const_cast<std::byte*>(from)));
  };
  f.finish = [](std::byte const* at) {
    return state_at<State>(const_cast<std::byte*>(at)).result();
  };
  return f;
}

/// Both ways of adding, made of one: f(state_of, arguments, rows), where state_of(i) is row i's.
template <class State, auto F>
void add_with(aggregate_function& to) {
  to.add = [](std::byte* const* groups, std::size_t offset, std::span<column const> arguments,
              selection const& rows) {
    F([=](std::uint32_t i) -> State& { return state_at<State>(groups[i] + offset); }, arguments,
      rows);
  };
  to.add_all = [](std::byte* at, std::span<column const> arguments, selection const& rows) {
    State& kept = state_at<State>(at);
    if constexpr (std::is_trivially_copyable_v<State>) {
      State local = kept;  // in registers: nothing else can name it
      F([&local](std::uint32_t) -> State& { return local; }, arguments, rows);
      kept = local;
    } else {
      F([&kept](std::uint32_t) -> State& { return kept; }, arguments, rows);
    }
  };
}

/// An aggregate whose state adds elements of one type.
template <class State, class Element>
[[nodiscard]] aggregate_function over(std::string_view name, type_id result,
                                      type_id parameter = type_of<Element>) {
  aggregate_function f = describe_state<State>(name);
  f.parameter = parameter;
  f.result = result;
  add_with<State, [](auto state_of, std::span<column const> arguments, selection const& rows) {
    column const& c = arguments[0];
    Element const* const values = c.as<Element>();
    if (c.nulls == nullptr) {
      each(rows, [&](std::uint32_t i) { state_of(i).add(values[i]); });
    } else {
      each(rows, [&](std::uint32_t i) {
        if (c.nulls[i] == 0) state_of(i).add(values[i]);
      });
    }
  }>(f);
  return f;
}

[[nodiscard]] inline aggregate_function counting() {
  aggregate_function f = describe_state<count_state>("count");
  f.result = type_id::int8;
  add_with<count_state,
           [](auto state_of, std::span<column const> arguments, selection const& rows) {
             each(rows, [&](std::uint32_t i) { state_of(i).n += arguments[0].is_null(i) ? 0 : 1; });
           }>(f);
  return f;
}

[[nodiscard]] inline aggregate_function joining() {
  aggregate_function f = describe_state<text_aggregate>("string_agg");
  f.parameter = f.result = type_id::text;
  f.two = true;
  add_with<text_aggregate, [](auto state_of, std::span<column const> arguments,
                              selection const& rows) {
    each(rows, [&](std::uint32_t i) {
      if (arguments[0].is_null(i)) return;
      auto const separator =
          arguments[1].is_null(i) ? std::string_view() : arguments[1].as<std::string_view>()[i];
      state_of(i).add(arguments[0].as<std::string_view>()[i], separator);
    });
  }>(f);
  return f;
}

/// json_agg and its like: NULL is a member too.
template <type_id Type, bool Object>
[[nodiscard]] aggregate_function collecting(std::string_view name, std::string_view through) {
  using state = json_aggregate<Type, Object>;
  using element = std::conditional_t<Type == type_id::json, std::string_view, types::jsonb_view>;
  aggregate_function f = describe_state<state>(name);
  f.parameter = Object ? type_id::text : type_id::unknown;
  f.result = Type;
  f.two = Object;
  f.through = through;
  add_with<state, [](auto state_of, std::span<column const> arguments, selection const& rows) {
    column const& values = arguments.back();
    each(rows, [&](std::uint32_t i) {
      std::string_view const text =
          values.is_null(i) ? "null" : characters(values.as<element>()[i]);
      if constexpr (Object) {
        if (arguments[0].is_null(i))
          throw error(errc::invalid_parameter_value, "field name must not be null");
        state_of(i).add(arguments[0].as<std::string_view>()[i], text);
      } else {
        state_of(i).add(text);
      }
    });
  }>(f);
  return f;
}

[[nodiscard]] inline aggregate_function gathering() {
  aggregate_function f = describe_state<array_aggregate>("array_agg");
  f.result = type_id::array;
  add_with<array_aggregate,
           [](auto state_of, std::span<column const> arguments, selection const& rows) {
             column const& c = arguments[0];
             each(rows, [&](std::uint32_t i) { state_of(i).add(value_at(c, i), c.type); });
           }>(f);
  return f;
}

using aggregate_list = std::vector<aggregate_function>;

template <class T>
void add_extremes(aggregate_list& to) {
  to.push_back(over<extreme<T, false>, T>("min", type_of<T>));
  to.push_back(over<extreme<T, true>, T>("max", type_of<T>));
}
template <type_id Type>
void add_text_extremes(aggregate_list& to) {
  to.push_back(over<text_extreme<false, Type>, std::string_view>("min", Type, Type));
  to.push_back(over<text_extreme<true, Type>, std::string_view>("max", Type, Type));
}
inline void add_array_extremes(aggregate_list& to) {
  to.push_back(over<array_extreme<false>, types::array_view>("min", type_id::array));
  to.push_back(over<array_extreme<true>, types::array_view>("max", type_id::array));
}
template <spread What>
void add_spread(aggregate_list& to, std::initializer_list<std::string_view> names) {
  for (std::string_view const name : names)
    to.push_back(over<float_spread<What>, double>(name, type_id::float8));
}

[[nodiscard]] inline aggregate_list all_aggregates() {
  using types::decimal;
  aggregate_list all{counting(), joining(), gathering()};
  all.push_back(over<integer_sum<std::int16_t, false>, std::int16_t>("sum", type_id::int8));
  all.push_back(over<integer_sum<std::int32_t, false>, std::int32_t>("sum", type_id::int8));
  all.push_back(over<integer_sum<std::int64_t, false>, std::int64_t>("sum", type_id::numeric));
  all.push_back(over<float_sum<float, false>, float>("sum", type_id::float4));
  all.push_back(over<float_sum<double, false>, double>("sum", type_id::float8));
  all.push_back(over<numeric_sum<false>, decimal>("sum", type_id::numeric));
  all.push_back(over<interval_sum<false>, types::interval>("sum", type_id::interval));
  all.push_back(over<vector_sum<false>, types::vector_view>("sum", type_id::vector));
  all.push_back(over<vector_sum<true>, types::vector_view>("avg", type_id::vector));
  all.push_back(over<integer_sum<std::int16_t, true>, std::int16_t>("avg", type_id::numeric));
  all.push_back(over<integer_sum<std::int32_t, true>, std::int32_t>("avg", type_id::numeric));
  all.push_back(over<integer_sum<std::int64_t, true>, std::int64_t>("avg", type_id::numeric));
  all.push_back(over<float_sum<float, true>, float>("avg", type_id::float8));
  all.push_back(over<float_sum<double, true>, double>("avg", type_id::float8));
  all.push_back(over<numeric_sum<true>, decimal>("avg", type_id::numeric));
  all.push_back(over<interval_sum<true>, types::interval>("avg", type_id::interval));
  add_extremes<std::int16_t>(all);
  add_extremes<std::int32_t>(all);
  add_extremes<std::int64_t>(all);
  add_extremes<float>(all);
  add_extremes<double>(all);
  add_extremes<decimal>(all);
  add_extremes<types::date>(all);
  add_extremes<types::time_of_day>(all);
  add_extremes<types::timestamp>(all);
  add_extremes<types::timestamp_tz>(all);
  add_extremes<types::interval>(all);
  add_extremes<types::uuid>(all);
  add_extremes<types::enumerator>(all);
  add_array_extremes(all);
  add_text_extremes<type_id::text>(all);
  add_text_extremes<type_id::bpchar>(all);
  add_text_extremes<type_id::bytea>(all);
  all.push_back(collecting<type_id::json, false>("json_agg", "to_json"));
  all.push_back(collecting<type_id::jsonb, false>("jsonb_agg", "to_jsonb"));
  all.push_back(collecting<type_id::json, true>("json_object_agg", "to_json"));
  all.push_back(collecting<type_id::jsonb, true>("jsonb_object_agg", "to_jsonb"));
  for (std::string_view const name : {"bool_and", "every"})
    all.push_back(over<truth_of_all<true>, bool>(name, type_id::boolean));
  all.push_back(over<truth_of_all<false>, bool>("bool_or", type_id::boolean));
  add_spread<spread::sample_variance>(all, {"variance", "var_samp"});
  add_spread<spread::variance>(all, {"var_pop"});
  add_spread<spread::sample_deviation>(all, {"stddev", "stddev_samp"});
  add_spread<spread::deviation>(all, {"stddev_pop"});
  return all;
}

[[nodiscard]] inline aggregate_list const& aggregates() {
  static aggregate_list const all = all_aggregates();
  return all;
}

/// Of a literal: text if that will do, else the one that the only category prefers; nullptr: the
/// candidates are of several categories.
[[nodiscard]] inline aggregate_function const* choose_for_literal(
    std::span<aggregate_function const* const> from) {
  auto const category_of = [](aggregate_function const* f) {
    return types::category(f->parameter);
  };
  auto const preferred = [](aggregate_function const* f) {
    return types::is_preferred(f->parameter);
  };
  auto const text = std::ranges::find(from, type_id::text, &aggregate_function::parameter);
  if (text != from.end()) return *text;
  if (std::ranges::count(from, category_of(from[0]), category_of) != std::ssize(from))
    return nullptr;
  auto const best = std::ranges::find_if(from, preferred);
  return best == from.end() ? from[0] : *best;
}

/// The exact type first; else the nearest that the argument converts to unasked.
[[nodiscard]] inline aggregate_function const& find_aggregate(
    std::string_view name, std::span<data_type const> arguments) {
  type_id const t = arguments[0].id;
  std::vector<aggregate_function const*> fitting;
  for (aggregate_function const& f : aggregates()) {
    if (f.name != name || f.two != (arguments.size() == 2)) continue;
    if (f.parameter == type_id::unknown || f.parameter == plain(t) ||
        (!f.through.empty() && types::permits(types::find_cast(arguments[0], f.parameter),
                                              types::cast_context::assignment)))
      return f;
    if (accepts(t, f.parameter)) fitting.push_back(&f);
  }
  if (fitting.empty()) throw_unresolved(name, arguments, false);
  if (t == type_id::unknown) {
    aggregate_function const* const chosen = choose_for_literal(fitting);
    if (chosen == nullptr) throw_unresolved(name, arguments, true);
    return *chosen;
  }
  auto const preferred = std::ranges::find_if(
      fitting, [](aggregate_function const* f) { return types::is_preferred(f->parameter); });
  return preferred == fitting.end() ? *fitting[0] : **preferred;
}

}  // namespace detail

bool is_aggregate(std::string_view name) {
  for (aggregate_function const& f : detail::aggregates())
    if (f.name == name) return true;
  return false;
}

bool is_ordered_aggregate(std::string_view name) {
  return std::ranges::any_of(detail::aggregates(), [name](aggregate_function const& f) {
    return f.name == name && (f.two || !f.through.empty() || f.result == type_id::array);
  });
}

aggregate make_aggregate(std::string_view name, expressions arguments, bool distinct,
                         expression_ptr filter) {
  aggregate a;
  a.distinct = distinct;
  if (filter) a.filter = make_boolean(std::move(filter), "FILTER");
  if (arguments.empty() && name == "count") {
    a.type = type_id::int8;
    return a;
  }
  std::vector<data_type> types;
  for (expression_ptr const& e : arguments) types.push_back(e->type);
  if (types.empty() || types.size() > 2) detail::throw_unresolved(name, types, false);
  a.function = &detail::find_aggregate(name, types);
  type_id const parameter = a.function->parameter;
  if (parameter == type_id::array && !types::has_order(types[0]))
    detail::throw_unresolved(name, types, false);
  // The least of an enumeration's values is one of them, and so it is of arrays.
  a.type = types::has_kinds(parameter) ? types[0] : a.function->result;
  if (parameter == type_id::unknown && a.function->result == type_id::array) {
    if (types[0].id == type_id::array)
      throw error(errc::feature_not_supported,
                  "arrays of more than one dimension are not supported");
    if (types[0].id == type_id::unknown) detail::throw_unresolved(name, types, true);
    a.type = types::array_of(without_modifiers(types[0]));
  }
  if (parameter != type_id::unknown && types[0].id != parameter)
    arguments[0] = make_cast(arguments[0], parameter,
                             a.function->through.empty() ? types::cast_context::implicit
                                                         : types::cast_context::assignment);
  if (!a.function->through.empty()) {
    arguments.back() = make_call(a.function->through, {arguments.back()});
  } else if (a.function->two) {
    arguments[1] = make_cast(arguments[1], type_id::text, types::cast_context::implicit);
  }
  a.arguments = std::move(arguments);
  return a;
}

std::string to_string(aggregate const& a) {
  std::string r = a.function == nullptr ? "count(*" : std::string(a.function->name) + '(';
  if (a.distinct) r += "DISTINCT ";
  for (std::size_t i = 0; i != a.arguments.size(); ++i)
    r += (i == 0 ? "" : ", ") + to_string(*a.arguments[i]);
  r += ')';
  if (a.filter) r += " FILTER (WHERE " + to_string(*a.filter) + ')';
  return r;
}

}  // namespace helios::exec
