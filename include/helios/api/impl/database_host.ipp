// helios/api/impl/database_host.ipp -- sequences through their sessions; commits and sizes from the
// engine.
#pragma once

#include <helios/api/impl/database_host.hpp>

#include <helios/api/impl/write_alone.hpp>
#include <helios/catalog/catalog_editor.hpp>

namespace helios::api::detail {

namespace hosting {

/// Bytes of a tree's leaves: those above them are a hundredth.
[[nodiscard]] inline std::int64_t bytes_of(storage::tree const& t) {
  std::int64_t bytes = 0;
  storage::cursor at(t);
  while (at.next_leaf()) {
    bytes += static_cast<std::int64_t>(at.leaf().base().bytes_used());
    if (at.leaf().cold()) bytes += static_cast<std::int64_t>(at.leaf().cold().bytes_used());
  }
  return bytes;
}

}  // namespace hosting

catalog::catalog_reader database_host::catalog() const {
  if (tx_ != nullptr) return {*tx_, in_->definitions};
  return catalog_at(*at_);
}

catalog::catalog_reader database_host::catalog_at(read_point const& at) const {
  return {at.version->root(), in_->engine->space(), in_->definitions};
}

/// `name` or `schema.name`, as SQL writes it.
catalog::object_id database_host::find(catalog::catalog_reader const& in,
                                       std::string_view name) const {
  arena memory;
  sql::ast::expression const* const tree = sql::parse_expression(name, memory);
  if (tree->kind == sql::ast::expression_kind::column) {
    auto const& parts = static_cast<sql::ast::column const&>(*tree).parts;
    if (parts.size() == 2) {
      if (auto const id = in.find_relation(in.schema(parts[0].text), parts[1].text)) return *id;
    }
    for (std::string const& schema : settings_->search_path()) {
      auto const found = parts.size() == 1 ? in.find_schema(schema) : std::nullopt;
      auto const id = found ? in.find_relation(*found, parts[0].text) : std::nullopt;
      if (id) return *id;
    }
  }
  throw error(errc::undefined_table, "relation \"" + std::string(name) + "\" does not exist");
}

/// What the statement itself has set counts, though it reads the state before.
catalog::sequence_ptr database_host::sequence(std::string_view name) const {
  bool const is_set = set_ && tx_ == nullptr && set_->branch == at_->branch &&
                      set_->version->at() > at_->version->at();
  catalog::catalog_reader const in = is_set ? catalog_at(*set_) : catalog();
  if (auto found = in.find_sequence(find(in, name))) return found;
  throw error(errc::wrong_object_type, "\"" + std::string(name) + "\" is not a sequence");
}

void database_host::refuse_writing(std::string_view function) const {
  if (at_->read_only)
    throw error(errc::read_only_sql_transaction,
                "cannot execute " + std::string(function) + " in a read-only transaction");
}

std::int64_t database_host::next_value(std::string_view name) {
  refuse_writing("nextval()");
  return sequences_->next(*in_->engine, *sequence(name));
}

std::int64_t database_host::current_value(std::string_view name) {
  return sequences_->current(*sequence(name));
}

std::int64_t database_host::last_value() { return sequences_->last(); }

void database_host::set_value(std::string_view name, std::int64_t value, bool is_called) {
  refuse_writing("setval()");
  catalog::object_id const id = sequence(name)->id;
  if (scope_ != nullptr) {
    catalog::catalog_editor(*scope_).set_value(id, value, is_called);
    return;
  }
  write_alone(in_, at_->branch, [&](read_point const& now, auto&& commit) {
    history::transaction tx(in_->engine, now.branch, now.version);
    catalog::write_scope scope(in_->engine, tx, in_->definitions);
    catalog::catalog_editor(scope).set_value(id, value, is_called);
    commit([&] { scope.commit(); });
  });
  set_ = newest_of(*in_->engine, at_->branch);
}

std::int64_t database_host::current_scn() {
  return static_cast<std::int64_t>(raw(at_->version->at()));
}

/// Of the transaction; outside one, of the commit that the statement sees.
std::int64_t database_host::transaction_id() {
  if (tx_ != nullptr) return static_cast<std::int64_t>(raw(tx_->id()));
  auto const last = in_->engine->commit_at_or_before(at_->version->at());
  return last ? static_cast<std::int64_t>(raw(last->transaction)) : 0;
}

std::string database_host::current_branch() { return branch_name(*in_->engine, at_->branch); }

std::string database_host::current_setting(std::string_view name) { return settings_->show(name); }

std::int64_t database_host::database_size() {
  return static_cast<std::int64_t>(in_->engine->report().file_bytes);
}

std::int64_t database_host::relation_size(std::string_view name, bool with_indexes) {
  catalog::catalog_reader const in = catalog();
  catalog::object_id const id = find(in, name);
  auto const open = [&](tree_id tree) {
    if (tx_ != nullptr) return tx_->read(tree);
    return storage::open_tree(at_->version->root(), tree, in_->engine->space()).value();
  };
  if (catalog::table_ptr const table = in.find_table(id)) {
    std::int64_t bytes = hosting::bytes_of(open(table->rows));
    for (catalog::index_definition const& index : table->indexes)
      bytes += with_indexes ? hosting::bytes_of(open(index.tree)) : 0;
    return bytes;
  }
  if (catalog::table_ptr const table = in.table_of_index(id)) {
    if (catalog::index_definition const* const index = table->find_index(id))
      return hosting::bytes_of(open(index->tree));
  }
  return 0;
}

}  // namespace helios::api::detail
