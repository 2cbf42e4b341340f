// helios/plan/impl/change_by_key.ipp -- one row found, computed and written.
#pragma once

#include <helios/plan/change_by_key.hpp>

#include <helios/catalog/table_writer.hpp>
#include <helios/exec/evaluate.hpp>
#include <helios/plan/impl/walk.hpp>
#include <helios/plan/lower.hpp>

#include <algorithm>

namespace helios::plan {

namespace detail {

/// What the numbers of a scan's columns mean to rows of its table.
[[nodiscard]] inline std::vector<column> columns_of_rows(scan const& s) {
  std::vector<column> all(s.table->columns.size());
  for (std::size_t i = 0; i != s.columns.size(); ++i) all[s.sources[i].position] = s.columns[i];
  return all;
}

}  // namespace detail

std::optional<change_by_key> change_by_key::in(change const& of) {
  bool const plain = of.what != change::type::insert && of.returning.empty() &&
                     of.from.subqueries.empty() && of.from.shared.empty();
  if (!plain) return {};
  node const* rows = of.from.root.get();
  bool const lists = rows->kind == node_kind::project;
  if (lists) rows = rows->inputs[0].get();
  if (rows->kind != node_kind::scan) return {};
  scan const& from = as<scan>(*rows);
  auto key = detail::given_key::in(from);
  if (!key || key->table() != of.table) return {};
  bool const of_table = std::all_of(from.sources.begin(), from.sources.end(), [](auto const& s) {
    return s.what == scan::source::type::table_column;
  });
  if (!of_table) return {};

  change_by_key r(*std::move(key));
  r.erases_ = of.what == change::type::erase;
  if (r.erases_) return r;
  if (!lists) return {};
  expressions const& listed = as<project>(*of.from.root).values;
  r.targets_ = of.targets;
  r.values_.assign(listed.end() - static_cast<std::ptrdiff_t>(of.targets.size()), listed.end());
  bool const of_row = std::any_of(r.values_.begin(), r.values_.end(),
                                  [](auto const& e) { return detail::reads_columns(*e); });
  if (!of_row) return r;
  std::vector<column> const columns = detail::columns_of_rows(from);
  for (expression_ptr& e : r.values_) e = placed(e, columns);
  for (catalog::column_definition const& c : of.table->columns) r.columns_.push_back(c.type);
  return r;
}

std::optional<std::uint64_t> change_by_key::run(
    exec::run_context const& run, catalog::write_scope& scope, scratch& with,
    std::function<void(std::uint64_t)> const& done) const {
  run.check();
  auto const key = key_.key_of(run.session.parameters, with.key);
  if (!key) return 0;
  catalog::table_writer& writer = scope.writer(key_.table());
  if (erases_) {
    if (!writer.erase(*key)) return 0;
  } else {
    auto const found = scope.tx().find(key_.table()->rows, *key, &with.like);
    if (!found) return 0;
    bool const alone = writer.stand_alone(targets_);
    if (!(alone && columns_.empty()) && !read(writer.layout(), *key, *found, with.row)) return {};
    compute(run, with);
    if (alone) {
      writer.update_columns(*key, *found, targets_, with.values);
    } else {
      for (std::size_t i = 0; i != targets_.size(); ++i)
        with.row[targets_[i]] = std::move(with.values[i]);
      writer.update_known(*key, std::move(with.row));
    }
  }
  if (done) done(1);
  return 1;
}

/// The values of a row. False: some of them lie elsewhere.
bool change_by_key::read(catalog::row_layout const& layout, storage::key_view const& key,
                         history::seen_row const& row, catalog::row_values& to) const {
  to.resize(key_.table()->columns.size());
  for (std::size_t i = 0; i != to.size(); ++i) {
    std::size_t const cell = layout.cell_of(i);
    if (cell != catalog::row_layout::in_key && row.at(cell).out_of_line) return false;
    to[i] = layout.value_of(i, key, row);
  }
  return true;
}

/// The new values, of the row that was read.
void change_by_key::compute(exec::run_context const& run, scratch& with) const {
  with.values.resize(values_.size());
  if (columns_.empty()) {
    for (std::size_t i = 0; i != values_.size(); ++i)
      exec::evaluate_constant(*values_[i], run.session, with.values[i]);
    return;
  }
  exec::batch in(run.memory.get());
  for (std::size_t i = 0; i != columns_.size(); ++i)
    in.columns.push_back(exec::make_column(in.memory, columns_[i], {&with.row[i], 1}));
  in.rows = {nullptr, 1};
  arena memory(run.memory.get());
  exec::environment evaluating(memory, run.session);
  for (std::size_t i = 0; i != values_.size(); ++i)
    with.values[i] = exec::value_at(exec::evaluate(*values_[i], in, in.rows, evaluating), 0);
}

}  // namespace helios::plan
