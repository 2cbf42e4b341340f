// helios/exec/impl/evaluate.ipp -- one function per kind of node.
#pragma once

#include <helios/base/error.hpp>
#include <helios/base/stack.hpp>
#include <helios/exec/evaluate.hpp>
#include <helios/exec/impl/evaluate_cast.hpp>
#include <helios/exec/impl/evaluation.hpp>
#include <helios/exec/row_slices.hpp>
#include <helios/types/array.hpp>
#include <helios/types/cast.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline column evaluate_call(evaluation const& at, expression const& e,
                                          selection const& rows) {
  std::array<column, 8> few;
  std::vector<column> many;
  std::size_t const n = e.operands.size();
  if (n > few.size()) many.resize(n);
  column* const arguments = n > few.size() ? many.data() : few.data();
  for (std::size_t i = 0; i != n; ++i) arguments[i] = at.operand(e, i, rows);
  return run(*e.function, e.type, {arguments, n}, rows, at.with);
}

/// The result is small where what it is made of may be long: length(a || b). That is made and
/// forgotten slice by slice.
[[nodiscard]] inline bool shortens(expression const& e, selection const& rows) {
  constexpr std::uint32_t few = 16;
  return rows.count > few && !may_be_long(e.type.id) &&
         std::any_of(e.operands.begin(), e.operands.end(),
                     [](expression_ptr const& o) { return makes_texts(*o); });
}
[[nodiscard]] inline column evaluate_shortening(evaluation const& at, expression const& e,
                                                selection const& rows) {
  column_builder out(at.memory(), e.type, rows.extent());
  arena memory(at.with.session().memory);
  environment with(memory, at.with.session());
  row_slices slices;
  selection part;
  for (slices.begin(rows); slices.next(memory, part); memory.clear()) {
    out.copy(evaluate_call({at.in, with}, e, part), part);
    slices.took(memory);
  }
  return out.result();
}

[[nodiscard]] inline column evaluate_cast(evaluation const& at, expression const& e,
                                          selection const& rows) {
  value const* const same =
      rows.count > 1 ? ready_value(*e.operands[0], at.with.session()) : nullptr;
  if (same != nullptr) return cast_for_all(*same, e.type, e.context, rows, at.with);
  return cast_column(at.operand(e, 0, rows), e.type, e.context, rows, at.with);
}

/// AND stops at false, OR at true; rows still open go on to the next operand.
[[nodiscard]] inline column evaluate_logical(evaluation const& at, expression const& e,
                                             selection const& rows) {
  bool const decides = e.kind == expression_kind::or_;
  truth out(at.memory(), rows);
  each(rows, [&](std::uint32_t i) { out.values[i] = !decides; });
  selection open = rows;
  for (std::size_t k = 0; k != e.operands.size() && open.count != 0; ++k) {
    column const c = at.operand(e, k, open);
    bool const* const values = c.as<bool>();
    each(open, [&](std::uint32_t i) {
      if (c.is_null(i)) {
        out.nulls[i] = 1;
      } else if (values[i] == decides) {
        out.values[i] = decides;
        out.nulls[i] = 0;
      }
    });
    open = narrow(at.memory(), open,
                  [&](std::uint32_t i) { return c.is_null(i) || values[i] != decides; });
  }
  return out.result();
}

[[nodiscard]] inline column evaluate_case(evaluation const& at, expression const& e,
                                          selection const& rows) {
  column_builder out(at.memory(), e.type, rows.extent());
  selection open = rows;
  for (std::size_t k = 0; k + 1 < e.operands.size() && open.count != 0; k += 2) {
    column const when = at.operand(e, k, open);
    selection const chosen =
        narrow(at.memory(), open, [&](std::uint32_t i) { return is_true(when, i); });
    if (chosen.count == 0) continue;
    out.copy(at.operand(e, k + 1, chosen), chosen);
    open = narrow(at.memory(), open, [&](std::uint32_t i) { return !is_true(when, i); });
  }
  if (open.count != 0) out.copy(at.operand(e, e.operands.size() - 1, open), open);
  return out.result();
}

[[nodiscard]] inline column evaluate_coalesce(evaluation const& at, expression const& e,
                                              selection const& rows) {
  column_builder out(at.memory(), e.type, rows.extent());
  selection open = rows;
  for (std::size_t k = 0; k != e.operands.size() && open.count != 0; ++k) {
    column const c = at.operand(e, k, open);
    out.copy(c, open);
    if (c.nulls == nullptr) break;
    open = narrow(at.memory(), open, [&](std::uint32_t i) { return c.is_null(i); });
  }
  return out.result();
}

/// Rows whose best so far is NULL or behind the operand take the operand.
[[nodiscard]] inline column evaluate_extreme(evaluation const& at, expression const& e,
                                             selection const& rows) {
  bool const greatest = e.kind == expression_kind::greatest;
  column_builder out(at.memory(), e.type, rows.extent());
  out.set_nulls(rows);
  for (std::size_t k = 0; k != e.operands.size(); ++k) {
    column const c = at.operand(e, k, rows);
    column const best = out.result();
    selection const better = with_element(e.type.id, [&](auto as) {
      using T = typename decltype(as)::type;
      return narrow(at.memory(), rows, [&](std::uint32_t i) {
        if (c.is_null(i)) return false;
        if (best.is_null(i)) return true;
        auto const o = order(c.as<T>()[i], best.as<T>()[i]);
        return greatest ? o > 0 : o < 0;
      });
    });
    out.copy(c, better);
  }
  return out.result();
}

[[nodiscard]] inline column evaluate_test(evaluation const& at, expression const& e,
                                          selection const& rows) {
  column const c = at.operand(e, 0, rows);
  bool* const out = allocate<bool>(at.memory(), rows.extent());
  bool const no = e.negated;
  if (e.kind == expression_kind::is_null) {
    each(rows, [&](std::uint32_t i) { out[i] = c.is_null(i) != no; });
  } else {
    bool const wanted = e.kind == expression_kind::is_true;
    each(rows,
         [&](std::uint32_t i) { out[i] = (!c.is_null(i) && c.as<bool>()[i] == wanted) != no; });
  }
  return {type_id::boolean, out, nullptr};
}

[[nodiscard]] inline column evaluate_distinct(evaluation const& at, expression const& e,
                                              selection const& rows) {
  column const operands[] = {at.operand(e, 0, rows), at.operand(e, 1, rows)};
  column const equal = run(*e.function, type_id::boolean, operands, rows, at.with);
  bool* const out = allocate<bool>(at.memory(), rows.extent());
  each(rows, [&](std::uint32_t i) {
    bool const a = operands[0].is_null(i), b = operands[1].is_null(i);
    bool const same = a || b ? a == b : equal.as<bool>()[i];
    out[i] = same == e.negated;
  });
  return {type_id::boolean, out, nullptr};
}

[[nodiscard]] inline column evaluate_in(evaluation const& at, expression const& e,
                                        selection const& rows) {
  column const operand = at.operand(e, 0, rows);
  truth out(at.memory(), rows);
  each(rows, [&](std::uint32_t i) { out.values[i] = e.negated; });
  selection open = rows;
  for (std::size_t k = 1; k != e.operands.size() && open.count != 0; ++k) {
    column const pair[] = {operand, at.operand(e, k, open)};
    column const equal = run(*e.function, type_id::boolean, pair, open, at.with);
    each(open, [&](std::uint32_t i) {
      if (equal.is_null(i)) {
        out.nulls[i] = 1;
      } else if (equal.as<bool>()[i]) {
        out.values[i] = !e.negated;
        out.nulls[i] = 0;
      }
    });
    open = narrow(at.memory(), open, [&](std::uint32_t i) { return !is_true(equal, i); });
  }
  return out.result();
}

/// The operator over the elements of each row's array: ANY ends at true, ALL at false.
[[nodiscard]] inline column evaluate_quantified(evaluation const& at, expression const& e,
                                                selection const& rows) {
  column const operand = at.operand(e, 0, rows), arrays = at.operand(e, 1, rows);
  bool const decides = !e.negated;
  truth out(at.memory(), rows);
  arena memory(at.with.session().memory);
  environment with(memory, at.with.session());
  auto const decided = [&](value const& v, std::span<value const> members, std::uint8_t& null) {
    memory.clear();
    auto const n = static_cast<std::uint32_t>(members.size());
    column const pair[] = {constant_column(memory, v, operand.type, n),
                           make_column(memory, types::element_of(arrays.type), members)};
    column const answers = run(*e.function, type_id::boolean, pair, {nullptr, n}, with);
    for (std::uint32_t k = 0; k != n; ++k) {
      if (answers.is_null(k)) {
        null = 1;
      } else if (answers.as<bool>()[k] == decides) {
        return true;
      }
    }
    return false;
  };
  each(rows, [&](std::uint32_t i) {
    out.values[i] = !decides;
    out.nulls[i] = arrays.is_null(i) ? 1 : 0;
    if (arrays.is_null(i)) return;
    value const v = value_at(operand, i);
    std::vector<value> const all = types::elements_of(arrays.as<types::array_view>()[i]);
    for (std::size_t k = 0; k < all.size(); k += largest_batch) {
      std::size_t const n = std::min<std::size_t>(largest_batch, all.size() - k);
      if (!decided(v, std::span(all).subspan(k, n), out.nulls[i])) continue;
      out.values[i] = decides;
      out.nulls[i] = 0;
      return;
    }
  });
  return out.result();
}

[[nodiscard]] inline column evaluate_not(evaluation const& at, expression const& e,
                                         selection const& rows) {
  column const c = at.operand(e, 0, rows);
  bool* const out = allocate<bool>(at.memory(), rows.extent());
  bool const* const values = c.as<bool>();
  each(rows, [&](std::uint32_t i) { out[i] = !values[i]; });
  return {type_id::boolean, out, c.nulls};
}

[[nodiscard]] inline column evaluate_nullif(evaluation const& at, expression const& e,
                                            selection const& rows) {
  column const c = at.operand(e, 0, rows);
  column const equal = at.operand(e, 2, rows);
  std::uint8_t* const nulls = allocate_nulls(at.memory(), rows.extent());
  each(rows, [&](std::uint32_t i) { nulls[i] = c.is_null(i) || is_true(equal, i) ? 1 : 0; });
  return {e.type, c.elements, nulls};
}

[[nodiscard]] inline column outside_value(evaluation const& at, expression const& e,
                                          std::span<value const> from, selection const& rows) {
  if (e.index >= from.size())
    throw error(errc::undefined_parameter, "there is no parameter $" + std::to_string(e.index + 1));
  return constant_column(at.memory(), from[e.index], e.type, rows.extent());
}

[[nodiscard]] inline column evaluate_subquery(evaluation const& at, expression const& e,
                                              selection const& rows) {
  std::span<subquery_runner* const> const all = at.with.session().subqueries;
  HELIOS_EXPECTS(e.index < all.size());
  std::vector<column> arguments;
  for (std::size_t i = 0; i != e.operands.size(); ++i) arguments.push_back(at.operand(e, i, rows));
  std::vector<value> row(arguments.size());
  std::vector<value> results(rows.extent());
  each(rows, [&](std::uint32_t i) {
    for (std::size_t k = 0; k != row.size(); ++k) row[k] = value_at(arguments[k], i);
    results[i] = all[e.index]->run(row);
  });
  return make_column(at.memory(), e.type, results);
}

}  // namespace detail

column evaluate(expression const& e, batch const& in, selection const& rows, environment& with) {
  check_stack();
  detail::evaluation const at{in, with};
  switch (e.kind) {
    case expression_kind::constant:
      return constant_column(with.memory(), e.value, e.type, rows.extent());
    case expression_kind::column: return in.columns[e.index];
    case expression_kind::parameter:
      return detail::outside_value(at, e, with.session().parameters, rows);
    case expression_kind::outer_column:
      return detail::outside_value(at, e, with.session().slots, rows);
    case expression_kind::call:
      return detail::shortens(e, rows) ? detail::evaluate_shortening(at, e, rows)
                                       : detail::evaluate_call(at, e, rows);
    case expression_kind::cast: return detail::evaluate_cast(at, e, rows);
    case expression_kind::case_: return detail::evaluate_case(at, e, rows);
    case expression_kind::and_:
    case expression_kind::or_: return detail::evaluate_logical(at, e, rows);
    case expression_kind::not_: return detail::evaluate_not(at, e, rows);
    case expression_kind::is_null:
    case expression_kind::is_true:
    case expression_kind::is_false: return detail::evaluate_test(at, e, rows);
    case expression_kind::distinct: return detail::evaluate_distinct(at, e, rows);
    case expression_kind::in_list: return detail::evaluate_in(at, e, rows);
    case expression_kind::quantified: return detail::evaluate_quantified(at, e, rows);
    case expression_kind::coalesce: return detail::evaluate_coalesce(at, e, rows);
    case expression_kind::nullif: return detail::evaluate_nullif(at, e, rows);
    case expression_kind::greatest:
    case expression_kind::least: return detail::evaluate_extreme(at, e, rows);
    case expression_kind::subquery: return detail::evaluate_subquery(at, e, rows);
  }
  HELIOS_UNREACHABLE();
}

selection evaluate_filter(expression const& e, batch const& in, selection const& rows,
                          environment& with) {
  check_stack();
  if (e.kind == expression_kind::and_) {
    selection left = rows;
    for (std::size_t i = 0; i != e.operands.size() && left.count != 0; ++i)
      left = evaluate_filter(*e.operands[i], in, left, with);
    return left;
  }
  if (rows.count == 0) return rows;
  if (e.kind == expression_kind::call && e.function->filter != nullptr) {
    value const* const second = ready_value(*e.operands[1], with.session());
    if (second != nullptr && !second->is_null())
      return e.function->filter(with.memory(), evaluate(*e.operands[0], in, rows, with), *second,
                                rows);
  }
  column const c = evaluate(e, in, rows, with);
  bool const* const values = c.as<bool>();
  if (c.nulls == nullptr)
    return narrow(with.memory(), rows, [&](std::uint32_t i) { return values[i]; });
  return narrow(with.memory(), rows, [&](std::uint32_t i) { return c.nulls[i] == 0 && values[i]; });
}

value evaluate_constant(expression const& e, session const& of) {
  value v;
  evaluate_constant(e, of, v);
  return v;
}

void evaluate_constant(expression const& e, session const& of, value& to) {
  if (value const* const ready = ready_value(e, of)) {
    to = *ready;
    return;
  }
  if (e.kind == expression_kind::cast && e.type.id != type_id::bpchar) {
    if (value const* const ready = ready_value(*e.operands[0], of)) {
      to = *ready;
      return types::cast_in_place(to, e.type, e.context, of.time);
    }
  }
  arena memory(of.memory);
  environment with(memory, of);
  to = value_at(evaluate(e, batch{}, {nullptr, 1}, with), 0);
}

expression_ptr fold(expression_ptr const& e, session const& of, bool stable) {
  check_stack();
  if (e->kind == expression_kind::constant || e->operands.empty()) {
    if (e->kind != expression_kind::call) return e;
  }
  volatility const limit = stable ? volatility::stable : volatility::immutable;
  if (is_constant(*e) && changes(*e) <= limit) {
    try {
      return make_constant(evaluate_constant(*e, of), e->type);
    } catch (error const&) {
      return e;  // raised when a row is evaluated, if one ever is
    }
  }
  auto folded = std::make_shared<expression>(*e);
  for (expression_ptr& o : folded->operands) o = fold(o, of, stable);
  return folded;
}

}  // namespace helios::exec
