// helios/api/impl/session.ipp -- the session as its users see it.
#pragma once

#include <helios/api/copy.hpp>
#include <helios/api/session.hpp>

#include <helios/api/impl/session_bulk.hpp>
#include <helios/api/impl/session_state.hpp>

namespace helios::api {

session::session(std::shared_ptr<instance> in, session_options options)
    : instance_(std::move(in)),
      state_(std::make_shared<detail::session_state>(instance_, std::move(options))) {}

session::~session() { state_->close(); }

outcome session::run(statement_ptr const& what, std::span<types::value const> parameters,
                     run_options const& options) {
  sql::ast::statement const& tree = what->tree();
  if (tree.kind != sql::ast::statement_kind::copy) return state_->run(what, parameters, options);
  // COPY is made of a load or a query of this session.
  try {
    auto const& copying = static_cast<sql::ast::copy const&>(tree);
    auto const parsed = std::static_pointer_cast<detail::parsed_statement>(what);
    return copy(*this, copying, parsed->whole_text(),
                copying.source ? parsed->part(*copying.source) : nullptr, options);
  } catch (...) {
    state_->fail();
    throw;
  }
}

std::vector<result_column> session::describe(statement_ptr const& what,
                                             std::span<types::data_type const> parameters) {
  return state_->describe(what, parameters);
}

typed::key_answer session::find_row(typed::key_query const& of, std::span<types::value const> key,
                                    void* to) {
  return state_->find_row(of, key, to);
}

std::optional<std::uint64_t> session::insert(typed::row_feed const& rows,
                                             run_options const& options) {
  return state_->insert(rows, options);
}

bool session::walk(statement_ptr const& what, std::span<types::value const> parameters,
                   std::span<typed::column_schema const> columns, run_options const& options,
                   typed::block_taker to) {
  return state_->walk(what, parameters, columns, options, to);
}

void session::cancel() noexcept { state_->cancel(); }

transaction_status session::status() const noexcept { return state_->status(); }

std::string session::branch() const { return state_->branch(); }

branch_id session::branch_number() const noexcept { return state_->branch_number(); }

void session::move_to(branch_id branch, std::string name) noexcept {
  state_->move_to(branch, std::move(name));
}

scn session::newest() const { return state_->newest(); }

session_moment session::moment() { return state_->moment(); }

schema_version session::schema() { return state_->schema(); }

session_catalog session::catalog() { return state_->catalog(); }

catalog::table_ptr session::find_table(std::string_view name) { return state_->find_table(name); }

std::optional<types::data_type> session::find_type(std::string_view name) {
  return state_->find_type(name);
}

void session::refuse_writing(std::string_view command) const { state_->refuse_writing(command); }

std::optional<std::vector<typed::stored_column>> session::columns_of(std::string_view relation) {
  std::vector<typed::stored_column> all;
  if (catalog::table_ptr const table = find_table(relation)) {
    for (catalog::column_definition const& c : table->columns)
      all.push_back({c.name, c.type, !c.not_null});
    return all;
  }
  try {
    std::string const query = "SELECT * FROM " + std::string(relation);
    for (result_column const& c : describe(parse(query).front(), {}))
      all.push_back({c.name, c.type, false});
    return all;
  } catch (error const& e) {
    if (e.code() == errc::undefined_table) return std::nullopt;
    throw;
  }
}

std::string session::setting(std::string_view name) const { return state_->show(name); }

std::unique_ptr<session::bulk> session::begin_bulk(std::string_view table,
                                                   std::span<std::string const> columns) {
  return std::make_unique<detail::bulk_load>(state_, table, columns);
}

}  // namespace helios::api
