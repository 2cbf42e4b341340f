// helios/sql/impl/bind/order.ipp -- ORDER BY, LIMIT, OFFSET.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

types::key_order order_of(scope const& in, ast::order_item const& item) {
  bool descending = item.order == ast::order_item::direction::descending;
  if (!item.using_.symbol.empty()) {
    if (item.using_.symbol != "<" && item.using_.symbol != ">")
      throw error(errc::wrong_object_type, "operator " + std::string(item.using_.symbol) +
                                               " is not a valid ordering operator")
          .hint("Ordering operators must be \"<\" or \">\" members of btree operator families.")
          .at(in.place(item.key->at));
    descending = item.using_.symbol == ">";
  }
  types::key_order order = descending ? types::descending : types::ascending;
  if (item.null_order != ast::order_item::nulls::unsaid)
    order.nulls_first = item.null_order == ast::order_item::nulls::first;
  return order;
}

void require_equality(scope const& in, data_type t, ast::position at) {
  if (types::has_order(t)) return;
  throw error(errc::undefined_function,
              "could not identify an equality operator for type " + types::name(t))
      .at(in.place(at));
}

void require_order(scope const& in, data_type t, ast::position at) {
  if (types::has_order(t)) return;
  throw error(errc::undefined_function,
              "could not identify an ordering operator for type " + types::name(t))
      .hint("Use an explicit ordering operator or modify the query.")
      .at(in.place(at));
}

namespace detail {

/// The number of an output column that ORDER BY 2 or GROUP BY 2 means; nothing: no number.
[[nodiscard]] inline std::optional<std::size_t> ordinal(scope const& in, ast::expression const& e,
                                                        std::string_view construct,
                                                        std::size_t count) {
  ast::expression const* number = &e;
  bool negative = false;  // -1 is a literal too
  if (e.kind == ast::expression_kind::unary) {
    auto const& sign = static_cast<ast::unary const&>(e);
    negative = sign.op.symbol == "-";
    if (negative) number = sign.operand.get();
  }
  if (number->kind != ast::expression_kind::literal) return std::nullopt;
  auto const& literal = static_cast<ast::literal const&>(*number);
  bool const numeric =
      literal.what == ast::literal::type::integer || literal.what == ast::literal::type::decimal;
  if (negative && !numeric) return std::nullopt;
  if (literal.what != ast::literal::type::integer)
    throw error(errc::syntax_error, "non-integer constant in " + std::string(construct))
        .at(in.place(e.at));
  std::size_t n = 0;
  for (char const c : literal.text.substr(0, 9)) n = n * 10 + static_cast<std::size_t>(c - '0');
  if (negative || n == 0 || n > count || literal.text.size() > 9)
    throw error(errc::invalid_column_reference,
                std::string(construct) + " position " + (negative && n != 0 ? "-" : "") +
                    std::string(literal.text) + " is not in select list")
        .at(in.place(e.at));
  return n - 1;
}

[[nodiscard]] inline std::string_view plain_name(ast::expression const& e) noexcept {
  if (e.kind != ast::expression_kind::column) return {};
  auto const& parts = static_cast<ast::column const&>(e).parts;
  return parts.size() == 1 ? parts[0].text : std::string_view();
}

/// A column that an expression reads; nullptr: none.
[[nodiscard]] inline expression_ptr find_column(expression_ptr const& e) {
  check_stack();
  if (e->kind == exec::expression_kind::column) return e;
  for (expression_ptr const& operand : e->operands)
    if (expression_ptr found = find_column(operand)) return found;
  return nullptr;
}

[[nodiscard]] inline expression_ptr bind_count(scope& in, ast::expression const& e,
                                               std::string_view construct) {
  if (e.kind == ast::expression_kind::literal &&
      static_cast<ast::literal const&>(e).what == ast::literal::type::null)
    return nullptr;
  std::string const refusal = "aggregate functions are not allowed in " + std::string(construct);
  refuse_aggregates const none(in.refusal, refusal);
  expression_ptr const value = bind(in, e);
  if (expression_ptr const column = find_column(value))
    throw error(errc::invalid_column_reference,
                "argument of " + std::string(construct) + " must not contain variables")
        .at(in.place(in.of.written.contains(column) ? in.of.written.at(column) : e.at));
  if (!types::permits(types::find_cast(value->type, type_id::int8),
                      types::cast_context::assignment))
    throw error(errc::datatype_mismatch, "argument of " + std::string(construct) +
                                             " must be type bigint, not type " +
                                             types::name(value->type))
        .at(in.place(start_of(e)));
  return written_at(in.of, start_of(e), std::span(&value, 1), [&] {
    return exec::make_cast(value, type_id::int8, types::cast_context::assignment);
  });
}

}  // namespace detail

std::size_t find_target(scope& in, ast::expression const& e, std::string_view construct,
                        std::vector<target>& targets, std::size_t visible) {
  if (auto const n = detail::ordinal(in, e, construct, visible)) return *n;
  std::string_view const name = detail::plain_name(e);
  std::size_t found = targets.size();
  for (std::size_t i = 0; i != visible && !name.empty(); ++i) {
    if (targets[i].label != name) continue;
    if (found != targets.size() && !same(*targets[found].value, *targets[i].value))
      throw error(errc::ambiguous_column,
                  std::string(construct) + " \"" + std::string(name) + "\" is ambiguous")
          .at(in.place(e.at));
    found = std::min(found, i);
  }
  if (found != targets.size()) return found;
  for (std::size_t i = 0; i != targets.size(); ++i)
    if (targets[i].tree != nullptr && ast::same(*targets[i].tree, e)) return i;
  expression_ptr value = bind(in, e);
  for (std::size_t i = 0; i != targets.size(); ++i)
    if (same(*targets[i].value, *value)) return i;
  targets.push_back({std::move(value), {}, &e});
  return targets.size() - 1;
}

node_ptr add_limit(scope& in, node_ptr node, ast::query_tail const& tail) {
  if (!tail.limit && !tail.offset) return node;
  if (tail.with_ties) not_supported(in, "WITH TIES", tail.limit->at);
  auto limit = std::make_unique<plan::limit>();
  if (tail.limit) limit->count = detail::bind_count(in, *tail.limit, "LIMIT");
  if (tail.offset) limit->offset = detail::bind_count(in, *tail.offset, "OFFSET");
  limit->columns = node->columns;
  limit->inputs.push_back(std::move(node));
  return limit;
}

node_ptr add_tail(scope& in, node_ptr node, ast::query const& tree) {
  ast::query_tail const& tail = tree.tail;
  if (!tail.order.empty()) {
    auto sort = std::make_unique<plan::sort>();
    for (ast::order_item const& item : tail.order) {
      auto at = detail::ordinal(in, *item.key, "ORDER BY", node->columns.size());
      std::string_view const name = detail::plain_name(*item.key);
      for (std::size_t i = 0; !name.empty() && i != node->columns.size(); ++i) {
        if (node->columns[i].name != name) continue;
        if (at)
          throw error(errc::ambiguous_column, "ORDER BY \"" + std::string(name) + "\" is ambiguous")
              .at(in.place(item.key->at));
        at = i;
      }
      if (!at && !name.empty())
        throw error(errc::undefined_column, "column \"" + std::string(name) + "\" does not exist")
            .at(in.place(item.key->at));
      if (!at)
        throw error(errc::feature_not_supported, "invalid UNION/INTERSECT/EXCEPT ORDER BY clause")
            .detail("Only result column names can be used, not expressions or functions.")
            .hint(
                "Add the expression/function to every SELECT, or move the UNION into a FROM "
                "clause.")
            .at(in.place(start_of(*item.key)));
      plan::column const& c = node->columns[*at];
      require_order(in, c.type, start_of(*item.key));
      sort->keys.push_back({exec::make_column(c.number, c.type, c.name), order_of(in, item)});
    }
    sort->columns = node->columns;
    sort->inputs.push_back(std::move(node));
    node = std::move(sort);
  }
  return add_limit(in, std::move(node), tail);
}

}  // namespace helios::sql::binding
