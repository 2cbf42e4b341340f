// helios/sql/impl/bind.ipp -- the binder's doors.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/bind/binder.hpp>

namespace helios::sql {

namespace binding {

context new_context(std::string_view text, surroundings* of, plan::query* query) {
  context c;
  c.text = text;
  c.of = of;
  c.query = query;
  c.stack_end = stack_floor();
  return c;
}

}  // namespace binding

plan::query bind_query(ast::query const& tree, std::string_view text, surroundings& of) {
  plan::query q;
  binding::context all = binding::new_context(text, &of, &q);
  q.root = binding::bind_query(all, nullptr, nullptr, tree);
  return q;
}

plan::change bind_change(ast::statement const& tree, std::string_view text, surroundings& of) {
  plan::change c;
  binding::context all = binding::new_context(text, &of, &c.from);
  binding::bind_change(all, tree, c);
  return c;
}

exec::expression_ptr bind_expression(ast::expression const& tree, std::string_view text,
                                     catalog::table_definition const* table, surroundings* of,
                                     types::data_type wanted) {
  binding::context all = binding::new_context(text, of, nullptr);
  all.wanted = wanted;
  binding::scope in{all};
  in.refusal = "aggregate functions are not allowed in expressions of definitions";
  if (table != nullptr) {
    binding::relation r;
    r.name = table->name;
    for (std::size_t i = 0; i != table->columns.size(); ++i) {
      catalog::column_definition const& c = table->columns[i];
      r.fields.push_back(
          {c.name, exec::make_column(static_cast<std::uint32_t>(i), c.type, c.name)});
    }
    in.relations.push_back(std::move(r));
  }
  return binding::bind(in, tree);
}

}  // namespace helios::sql
