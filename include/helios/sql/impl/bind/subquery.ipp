// helios/sql/impl/bind/subquery.ipp -- queries in expressions: (SELECT ..), EXISTS, IN, ANY, ALL.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

namespace helios::sql::binding {

namespace detail {

inline void check_may_query(scope const& in, ast::position at) {
  if (in.of.of == nullptr || in.of.query == nullptr)
    throw error(errc::feature_not_supported, "cannot use subquery in an expression of a definition")
        .at(in.place(at));
}

expression_ptr add_subquery(scope& in, plan::subquery s, frame const& border, data_type type) {
  expressions values;
  s.reads = border.reads;
  for (frame::crossing const& c : border.sets) {
    s.slots.push_back(c.slot);
    values.push_back(c.value);
  }
  // What is read in here is read in there too.
  for (scope* around = &in; around != nullptr; around = around->outer) {
    if (around->boundary == nullptr) continue;
    for (std::uint32_t const slot : border.reads) add_slot(around->boundary->reads, slot);
    break;
  }
  auto const index = static_cast<std::uint32_t>(in.of.query->subqueries.size());
  in.of.query->subqueries.push_back(std::move(s));
  return exec::make_subquery(index, type, std::move(values));
}

}  // namespace detail

expression_ptr bind_subquery(scope& in, ast::subquery const& e) {
  using type = ast::subquery::type;
  detail::check_may_query(in, e.at);
  if (e.what == type::array) not_supported(in, "ARRAY over a query", e.at);
  plan::subquery s;
  frame border;
  s.root = bind_query(in.of, &in, &border, *e.query);
  if (e.what == type::exists) {
    s.what = plan::subquery::type::exists;
    return detail::add_subquery(in, std::move(s), border, type_id::boolean);
  }
  if (s.root->columns.size() != 1)
    throw error(errc::syntax_error, "subquery must return only one column").at(in.place(e.at));
  s.what = plan::subquery::type::scalar;
  data_type const of = s.root->columns[0].type;
  return detail::add_subquery(in, std::move(s), border, of);
}

// The left side becomes slots of the subquery, already of the types that the comparison wants.
expression_ptr bind_membership(scope& in, ast::expression const& left, std::string_view op,
                               bool all, ast::query const& query, ast::position at) {
  detail::check_may_query(in, at);
  std::optional<expressions> operands = bind_row(in, left);
  if (!operands) operands.emplace({bind(in, left)});
  plan::subquery s;
  s.what = all ? plan::subquery::type::all : plan::subquery::type::any;
  frame border;
  s.root = bind_query(in.of, &in, &border, query);
  std::vector<plan::column> const& columns = s.root->columns;
  if (columns.size() != operands->size())
    throw error(errc::syntax_error, columns.size() > operands->size()
                                        ? "subquery has too many columns"
                                        : "subquery has too few columns")
        .at(in.place(at));
  if (columns.size() > 1 && op != "=" && op != "<>")
    not_supported(in, "comparing rows with a subquery other than by = and <>", at);
  expressions slots, members;
  for (std::size_t i = 0; i != columns.size(); ++i) {
    expression_ptr const member =
        exec::make_column(columns[i].number, columns[i].type, columns[i].name);
    expression_ptr const typed =
        call_operator(in, op, {(*operands)[i], member}, at)->operands.front();
    std::uint32_t const slot = in.of.query->slots++;
    border.sets.push_back({slot, typed});
    add_slot(border.reads, slot);
    slots.push_back(exec::make_outer_column(slot, typed->type, typed->name));
    members.push_back(member);
  }
  s.comparison = compare_rows(in, op, slots, members, at);
  if (s.comparison->type.id != type_id::boolean)
    throw error(errc::datatype_mismatch, "operator ANY/ALL must return type boolean, not type " +
                                             types::name(s.comparison->type))
        .at(in.place(at));
  return detail::add_subquery(in, std::move(s), border, type_id::boolean);
}

}  // namespace helios::sql::binding
