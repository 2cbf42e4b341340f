// helios/sql/impl/bind/predicate.ipp -- IN, BETWEEN, LIKE, IS, and comparisons of rows.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

namespace helios::sql::binding {

using exec::expression_kind;
using exec::make_logical;

// ---- rows ---------------------------------------------------------------------------------------

std::optional<expressions> bind_row(scope& in, ast::expression const& e) {
  if (e.kind != ast::expression_kind::row) return std::nullopt;
  expressions fields;
  for (auto const& field : static_cast<ast::row const&>(e).fields)
    fields.push_back(bind(in, *field));
  return fields;
}

expression_ptr compare_rows(scope& in, std::string_view op, expressions const& left,
                            expressions const& right, ast::position at) {
  if (left.size() != right.size())
    throw error(errc::syntax_error, "unequal number of entries in row expressions")
        .at(in.place(at));
  if (left.empty())
    throw error(errc::feature_not_supported, "cannot compare rows of zero length").at(in.place(at));
  auto const each = [&](std::string_view one, std::size_t i) {
    return call_operator(in, one, {left[i], right[i]}, at);
  };
  if (left.size() == 1) return each(op, 0);
  if (op == "=" || op == "<>") {
    expressions parts;
    for (std::size_t i = 0; i != left.size(); ++i) parts.push_back(each(op, i));
    return make_logical(op == "=" ? expression_kind::and_ : expression_kind::or_, std::move(parts));
  }
  if (op != "<" && op != "<=" && op != ">" && op != ">=")
    throw error(errc::feature_not_supported,
                "could not determine interpretation of row comparison "
                "operator " +
                    std::string(op))
        .hint("Row comparison operators must be associated with btree operator families.")
        .at(in.place(at));
  // The first fields that differ decide.
  expressions decided;
  for (std::size_t i = 0; i != left.size(); ++i)
    decided.push_back(each(i + 1 == left.size() ? op : op.substr(0, 1), i));
  expression_ptr result = decided.back();
  for (std::size_t i = left.size() - 1; i-- != 0;) {
    expression_ptr rest = make_logical(expression_kind::and_, {each("=", i), std::move(result)});
    result = make_logical(expression_kind::or_, {decided[i], std::move(rest)});
  }
  return result;
}

expression_ptr compare(scope& in, std::string_view op, ast::expression const& left,
                       ast::expression const& right, ast::position at) {
  bool const row_left = left.kind == ast::expression_kind::row;
  bool const row_right = right.kind == ast::expression_kind::row;
  if (row_left && row_right) {
    expressions const first = *bind_row(in, left);
    return compare_rows(in, op, first, *bind_row(in, right), at);
  }
  if (row_left || row_right) not_supported(in, "comparing a row with something else", at);
  expressions operands;
  operands.push_back(bind(in, left));
  operands.push_back(bind(in, right));
  return call_operator(in, op, std::move(operands), at);
}

// ---- IN -----------------------------------------------------------------------------------------

namespace detail {

/// x = a OR x = b, x <> a AND x <> b: where the members have no type in common, or are rows.
[[nodiscard]] inline expression_ptr chain(bool negated, expressions parts) {
  return make_logical(negated ? expression_kind::and_ : expression_kind::or_, std::move(parts));
}

[[nodiscard]] inline expression_ptr in_scalars(scope& in, expression_ptr operand,
                                               std::span<ast::ref<ast::expression> const> values,
                                               bool negated, ast::position at) {
  expressions all{operand};
  std::vector<ast::position> places{at};
  for (auto const& v : values) {
    all.push_back(bind(in, *v));
    places.push_back(start_of(*v));
  }
  data_type common = without_modifiers(operand->type);
  bool matched = true;
  for (expression_ptr const& e : all) {
    data_type const next = types::common_type(common, e->type);
    matched = matched && (next.id != type_id::unknown ||
                          (common.id == type_id::unknown && e->type.id == type_id::unknown));
    common = next;
  }
  if (matched) {
    unify(in, "IN", all, places);
    operand = std::move(all.front());
    all.erase(all.begin());
    return written_at(in.of, at, [&] { return exec::make_in(operand, all, negated); });
  }
  expressions parts;
  for (std::size_t i = 1; i != all.size(); ++i)
    parts.push_back(call_operator(in, negated ? "<>" : "=", {operand, all[i]}, at));
  return chain(negated, std::move(parts));
}

}  // namespace detail

expression_ptr bind_in(scope& in, ast::in const& e) {
  if (e.query) {
    expression_ptr any = bind_membership(in, *e.operand, "=", false, *e.query, e.at);
    return e.negated ? exec::make_not(std::move(any)) : any;
  }
  if (std::optional<expressions> const row = bind_row(in, *e.operand)) {
    expressions parts;
    for (auto const& v : e.values) {
      std::optional<expressions> const member = bind_row(in, *v);
      if (!member) not_supported(in, "comparing a row with something else", start_of(*v));
      parts.push_back(compare_rows(in, e.negated ? "<>" : "=", *row, *member, e.at));
    }
    return detail::chain(e.negated, std::move(parts));
  }
  return detail::in_scalars(in, bind(in, *e.operand), {e.values.begin(), e.values.size()},
                            e.negated, e.at);
}

expression_ptr bind_quantified(scope& in, ast::quantified const& e) {
  std::string_view op = e.op.symbol;
  if (op == "like") op = "~~";
  if (op == "not like") op = "!~~";
  if (op == "ilike") op = "~~*";
  if (op == "not ilike") op = "!~~*";
  if (e.query) return bind_membership(in, *e.left, op, e.all, *e.query, e.at);
  if (e.array->kind != ast::expression_kind::array) {
    expression_ptr const both[] = {bind(in, *e.left), bind(in, *e.array)};
    return written_at(in.of, e.at, both,
                      [&] { return exec::make_quantified(op, both[0], both[1], e.all); });
  }
  auto const& members = static_cast<ast::array const&>(*e.array).elements;
  if (members.empty()) return exec::make_constant(types::value(e.all));
  expression_ptr const operand = bind(in, *e.left);
  if (op == "=" && !e.all)
    return detail::in_scalars(in, operand, {members.begin(), members.size()}, false, e.at);
  if (op == "<>" && e.all)
    return detail::in_scalars(in, operand, {members.begin(), members.size()}, true, e.at);
  expressions parts;
  for (auto const& m : members)
    parts.push_back(call_operator(in, op, {operand, bind(in, *m)}, e.at));
  return detail::chain(e.all, std::move(parts));
}

// ---- BETWEEN, LIKE, IS --------------------------------------------------------------------------

expression_ptr bind_between(scope& in, ast::between const& e) {
  expression_ptr const operand = bind(in, *e.operand);
  expression_ptr const low = bind(in, *e.low), high = bind(in, *e.high);
  expression_ptr const operands[] = {operand, low, high};
  auto const between = [&](expression_ptr const& from, expression_ptr const& to) {
    return written_at(in.of, e.at, operands,
                      [&] { return exec::make_between(operand, from, to, e.negated); });
  };
  if (!e.symmetric) return between(low, high);
  return make_logical(e.negated ? expression_kind::and_ : expression_kind::or_,
                      {between(low, high), between(high, low)});
}

expression_ptr bind_like(scope& in, ast::like const& e) {
  if (e.what == ast::like::type::similar) not_supported(in, "SIMILAR TO", e.at);
  bool const any_case = e.what == ast::like::type::ilike;
  expressions operands;
  operands.push_back(bind(in, *e.operand));
  operands.push_back(bind(in, *e.pattern));
  if (!e.escape) {
    constexpr std::string_view names[] = {"~~", "~~*", "!~~", "!~~*"};
    return call_operator(in, names[(e.negated ? 2 : 0) + (any_case ? 1 : 0)], std::move(operands),
                         e.at);
  }
  operands.push_back(bind(in, *e.escape));
  expression_ptr match = call_operator(in, any_case ? "ilike" : "like", std::move(operands), e.at);
  return e.negated ? exec::make_not(std::move(match)) : match;
}

namespace detail {

[[nodiscard]] inline expression_ptr distinct_from(scope& in, ast::is const& e) {
  std::optional<expressions> left = bind_row(in, *e.operand), right = bind_row(in, *e.other);
  if (left.has_value() != right.has_value())
    not_supported(in, "comparing a row with something else", e.at);
  if (!left) {
    left.emplace({bind(in, *e.operand)});
    right.emplace({bind(in, *e.other)});
  }
  if (left->size() != right->size())
    throw error(errc::syntax_error, "unequal number of entries in row expressions")
        .at(in.place(e.at));
  expressions parts;
  for (std::size_t i = 0; i != left->size(); ++i) {
    expression_ptr const both[] = {(*left)[i], (*right)[i]};
    parts.push_back(written_at(in.of, e.at, both,
                               [&] { return exec::make_distinct(both[0], both[1], e.negated); }));
  }
  return make_logical(e.negated ? expression_kind::and_ : expression_kind::or_, std::move(parts));
}

[[nodiscard]] inline expression_ptr truth(scope& in, ast::is const& e, expression_kind kind,
                                          std::string_view word) {
  std::string const construct = (e.negated ? "IS NOT " : "IS ") + std::string(word);
  return exec::make_test(kind, bind_condition(in, *e.operand, construct), e.negated);
}

}  // namespace detail

expression_ptr bind_is(scope& in, ast::is const& e) {
  using type = ast::is::type;
  switch (e.what) {
    case type::null: {
      // A row is NULL if all its fields are, and NOT NULL if none is.
      std::optional<expressions> fields = bind_row(in, *e.operand);
      if (!fields) fields.emplace({bind(in, *e.operand)});
      for (expression_ptr& f : *fields)
        f = exec::make_test(expression_kind::is_null, settle(f), e.negated);
      if (fields->empty()) return exec::make_constant(types::value(true));
      return make_logical(expression_kind::and_, *std::move(fields));
    }
    case type::true_: return detail::truth(in, e, expression_kind::is_true, "TRUE");
    case type::false_: return detail::truth(in, e, expression_kind::is_false, "FALSE");
    case type::unknown: return detail::truth(in, e, expression_kind::is_null, "UNKNOWN");
    case type::distinct_from: return detail::distinct_from(in, e);
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::sql::binding
