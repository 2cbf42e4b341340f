// helios/api/impl/session_insert.ipp -- rows of a typed table, written without SQL.
//
// Outside a transaction many rows become leaves at once; else each goes through the table's writer,
// as those of INSERT do. A table that is not as the struct says is SQL's, errors included.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/row_load.hpp>
#include <helios/api/impl/session_write.hpp>

namespace helios::api::detail {

namespace inserting {

class taker final : public typed::row_taker {
 public:
  taker(row_load& to, std::stop_source const& stop, deadline const& until)
      : to_(&to), stop_(&stop), until_(until) {}
  [[nodiscard]] catalog::row_sink* sink() noexcept override { return to_->sink(); }
  void add(std::span<types::value> row) override { to_->add(row); }
  void look() override {
    if (!limits_) {
      limits_.emplace();
      limits_->stop = stop_->get_token();
      limits_->deadline = until_;
    }
    limits_->check();
  }

 private:
  row_load* to_;
  std::stop_source const* stop_;
  deadline until_;
  std::optional<exec::run_context> limits_;  // once somebody looks
};

/// Positions of columns that a struct gives; none: SQL would not take them, or would cast.
[[nodiscard]] inline std::vector<std::size_t> targets_in(
    catalog::table_definition const& table, std::span<typed::column_schema const> columns) {
  std::vector<std::size_t> targets;
  for (typed::column_schema const& c : columns) {
    if (c.generated) continue;
    std::size_t const at = table.find_column(c.name());
    if (at == catalog::table_definition::npos) return {};
    catalog::column_definition const& to = table.columns[at];
    bool const takes =
        to.type == c.member && !to.generated_text && to.identity != catalog::identity_kind::always;
    if (!takes) return {};
    targets.push_back(at);
  }
  return targets;
}

}  // namespace inserting

std::optional<std::uint64_t> session_state::insert(typed::row_feed const& rows,
                                                   run_options const& options) {
  renew_stop();
  forget_last();
  refuse_failed();
  refuse_writing("INSERT");
  deadline const until = deadline_of(options);
  if (transaction_) {
    transaction_->used = true;
    return write_or_go_back([&] { return insert_into(transaction_->unit, rows, until, false); });
  }
  static_cast<void>(settle_branch());
  return write_alone(in_, branch_, [&](read_point const& at, auto&& commit) {
    std::unique_ptr<write_unit> unit = idle_unit(at);
    if (settings_.default_serializable()) unit->serialize();
    std::optional<std::uint64_t> const count = insert_into(*unit, rows, until, true);
    if (count) commit([&] { this->commit(*unit); });
    if (count && unit->let_go()) idle_unit_ = std::move(unit);
    return count;
  });
}

std::optional<std::uint64_t> session_state::insert_into(write_unit& unit,
                                                        typed::row_feed const& rows,
                                                        deadline const& until, bool alone) {
  known_table& known = look_up(rows, unit);
  if (!known.table) return {};
  bool const by_leaves = alone && rows.expected >= unit.scope.engine().bulk_rows();
  row_load load(unit.scope, unit.scope.writer(known.table), known.columns, by_leaves);
  inserting::taker to(load, cancel_, until);
  rows.put(to);
  std::uint64_t const count = load.finish();
  unit.scope.end_statement();
  return count;
}

session_state::known_table& session_state::look_up(typed::row_feed const& rows,
                                                   write_unit& unit) {
  known_table& known = tables_[rows.table];
  storage::era const base = unit.tx.base()->born();
  bool const changed = unit.tx.wrote_to(catalog::objects_tree);
  if (!changed && known.seen == base && known.settings == settings_.plan_key()) return known;
  schema_version const schema = version_of(unit.tx.read(catalog::objects_tree));
  known.seen = {};
  if (known.schema != schema || known.settings != settings_.plan_key()) {
    known = {};
    try {
      known.table = find_table(unit, rows.name());
    } catch (error const&) {
      return known;  // SQL says what is wrong
    }
    std::vector<std::size_t> targets = inserting::targets_in(*known.table, rows.columns);
    if (targets.empty())
      known.table = nullptr;
    else
      known.columns = load_columns(std::move(targets), known.table->columns.size());
    known.schema = schema;
    known.settings = settings_.plan_key();
  }
  if (!changed) known.seen = base;
  return known;
}

}  // namespace helios::api::detail
