// helios/api/impl/session_names.ipp -- what names mean to a session: the state that it reads, its
// catalog, tables by their names.
#pragma once

#include <helios/api/impl/session_state.hpp>

namespace helios::api::detail {

read_point session_state::now() {
  if (transaction_) return transaction_->unit.at;
  if (past_) return here();
  storage::version_ptr head = settle_branch();
  return head ? read_point{branch_, std::move(head), {}, in_->engine->read_only()} : here();
}

session_moment session_state::moment() { return {now().version->born(), meanings_}; }

schema_version session_state::schema() {
  if (transaction_) return version_of(transaction_->unit.tx.read(catalog::objects_tree));
  storage::version_ptr const state = now().version;
  auto const objects =
      storage::open_tree(state->root(), catalog::objects_tree, in_->engine->space());
  return objects ? version_of(*objects) : schema_version();
}

session_catalog session_state::catalog() {
  storage::version_ptr state = now().version;
  if (transaction_) return {std::move(state), transaction_->unit.scope.catalog()};
  catalog::catalog_reader const reader(state->root(), in_->engine->space(), in_->definitions);
  return {std::move(state), reader};
}

namespace naming {

/// The name as SQL has it.
[[nodiscard]] inline sql::ast::qualified_name relation_name(std::string_view text, arena& memory) {
  sql::ast::expression const* const tree = sql::parse_expression(text, memory);
  if (tree->kind != sql::ast::expression_kind::column)
    throw error(errc::undefined_table, "relation \"" + std::string(text) + "\" does not exist");
  sql::ast::qualified_name of;
  of.parts = static_cast<sql::ast::column const&>(*tree).parts;
  return of;
}

}  // namespace naming

catalog::table_ptr session_state::find_table(write_unit& unit, std::string_view name) {
  arena memory;
  exec::run_context run;
  run.session = unit.session;
  reading from({in_, &settings_, name, {}, &run});
  from.stand_on(unit.at, &unit, {});
  return from.table(naming::relation_name(name, memory));
}

catalog::table_ptr session_state::find_table(std::string_view name) {
  arena memory;
  exec::run_context run;
  run.session = frame();
  reading from({in_, &settings_, name, {}, &run});
  from.stand_on(now(), transaction_ ? &transaction_->unit : nullptr, {});
  return from.find_table(naming::relation_name(name, memory));
}

std::optional<types::data_type> session_state::find_type(std::string_view name) {
  arena memory;
  exec::run_context run;
  run.session = frame();
  reading from({in_, &settings_, name, {}, &run});
  from.stand_on(now(), transaction_ ? &transaction_->unit : nullptr, {});
  return sql::types_of(from)(naming::relation_name(name, memory));
}

}  // namespace helios::api::detail
