// helios/sql/impl/bind/grouping.ipp -- GROUP BY and aggregates: what expressions over the input
// become over the groups.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

using exec::expression_kind;

namespace detail {

[[nodiscard]] inline field const* find_field(scope const& in, std::uint32_t number,
                                             relation const*& of) {
  for (relation const& r : in.relations) {
    if (r.name.empty()) continue;
    for (field const& f : r.fields) {
      if (f.value->kind != expression_kind::column || f.value->index != number) continue;
      of = &r;
      return &f;
    }
  }
  return nullptr;
}

}  // namespace detail

namespace detail {

/// GROUP BY name: a column of FROM comes before an output column.
[[nodiscard]] inline bool is_input_name(scope const& in, ast::expression const& e) {
  if (e.kind != ast::expression_kind::column) return false;
  auto const& parts = static_cast<ast::column const&>(e).parts;
  return parts.size() == 1 &&
         std::any_of(in.relations.begin(), in.relations.end(), [&](relation const& r) {
           return r.plain && std::any_of(r.fields.begin(), r.fields.end(),
                                         [&](field const& f) { return f.name == parts[0].text; });
         });
}

[[nodiscard]] inline bool reads(exec::expression const& e, std::span<plan::column const> any) {
  check_stack();
  if (e.kind == expression_kind::column)
    return std::any_of(any.begin(), any.end(),
                       [&](plan::column const& c) { return c.number == e.index; });
  return std::any_of(e.operands.begin(), e.operands.end(),
                     [&](expression_ptr const& o) { return reads(*o, any); });
}

}  // namespace detail

expressions bind_group_by(scope& in, ast::expressions items, std::vector<target> const& targets) {
  refuse_aggregates const none(in.refusal, "aggregate functions are not allowed in GROUP BY");
  expressions by;
  for (auto const& item : items) {
    if (item->kind == ast::expression_kind::grouping) {
      auto const& sets = static_cast<ast::grouping const&>(*item);
      if (sets.what != ast::grouping::type::empty)
        not_supported(in, "grouping by several sets", item->at);
    } else if (item->kind == ast::expression_kind::row) {
      for (auto const& field : static_cast<ast::row const&>(*item).fields)
        by.push_back(bind(in, *field));
    } else if (detail::is_input_name(in, *item)) {
      by.push_back(bind(in, *item));
    } else {
      std::vector<target> known = targets;
      expression_ptr value = known[find_target(in, *item, "GROUP BY", known, targets.size())].value;
      if (detail::reads(*value, in.grouping->results))
        throw error(errc::grouping_error, std::string(in.refusal)).at(in.place(item->at));
      by.push_back(std::move(value));
    }
    if (!by.empty()) require_equality(in, by.back()->type, start_of(*item));
  }
  return by;
}

grouped::grouped(scope& in, aggregation of, expressions by)
    : in_(in), of_(std::move(of)), by_(std::move(by)) {
  for (expression_ptr const& e : by_)
    columns_.push_back(in.of.new_column(
        e->type.id == type_id::unknown ? data_type(type_id::text) : e->type, e->name));
}

// A table's primary key among the groups determines its other columns: they become groups too,
// which changes no group.
bool grouped::determined(expression_ptr const& column) {
  for (relation const& r : in_.relations) {
    auto const* key = r.table ? r.table->primary_key() : nullptr;
    std::size_t const count = r.table ? r.table->columns.size() : 0;
    auto const is_field = [&](std::size_t i, std::uint32_t number) {
      return r.fields[i].value->index == number;
    };
    bool mine = false;
    for (std::size_t i = 0; i != count; ++i) mine = mine || is_field(i, column->index);
    if (!mine || key == nullptr) continue;
    bool const whole = std::all_of(key->columns.begin(), key->columns.end(), [&](column_id c) {
      std::size_t const at = r.table->find_column(c);
      return std::any_of(by_.begin(), by_.end(), [&](expression_ptr const& g) {
        return g->kind == expression_kind::column && is_field(at, g->index);
      });
    });
    if (!whole) return false;
    by_.push_back(column);
    columns_.push_back(in_.of.new_column(column->type, column->name));
    return true;
  }
  return false;
}

expression_ptr grouped::over(expression_ptr const& e, bool in_subquery) {
  check_stack();
  for (std::size_t i = 0; i != by_.size(); ++i)
    if (same(*by_[i], *e))
      return exec::make_column(columns_[i].number, columns_[i].type, columns_[i].name);
  if (e->kind == expression_kind::subquery)
    return with_operands(e, [&](expression_ptr const& o) { return over(o, true); });
  if (e->kind != expression_kind::column)
    return with_operands(e, [&](expression_ptr const& o) { return over(o, in_subquery); });
  bool const aggregate = std::any_of(of_.results.begin(), of_.results.end(),
                                     [&](plan::column const& c) { return c.number == e->index; });
  if (aggregate) return e;
  if (determined(e)) return exec::make_column(columns_.back().number, e->type, e->name);
  relation const* r = nullptr;
  field const* const f = detail::find_field(in_, e->index, r);
  std::string const name = f == nullptr ? e->name : r->name + '.' + f->name;
  auto const place = in_.of.written.find(e);
  std::size_t const at = place == in_.of.written.end() ? 0 : in_.place(place->second);
  if (in_subquery)
    throw error(errc::grouping_error,
                "subquery uses ungrouped column \"" + name + "\" from outer query")
        .at(at);
  throw error(errc::grouping_error, "column \"" + name +
                                        "\" must appear in the GROUP BY clause or be used in an "
                                        "aggregate function")
      .at(at);
}

node_ptr grouped::node(node_ptr input) {
  if (!of_.order.empty()) {
    auto sort = std::make_unique<plan::sort>();
    sort->columns = input->columns;
    sort->keys = std::move(of_.order);
    sort->inputs.push_back(std::move(input));
    input = std::move(sort);
  }
  auto node = std::make_unique<plan::aggregate>();
  for (expression_ptr const& e : by_) node->groups.push_back(settle(e));
  node->aggregates = std::move(of_.aggregates);
  node->columns = columns_;
  node->columns.insert(node->columns.end(), of_.results.begin(), of_.results.end());
  node->inputs.push_back(std::move(input));
  return node;
}

}  // namespace helios::sql::binding
