// helios/plan/impl/lower_scan.ipp -- scans of rows trees, by indexes, and of versions.
#pragma once

#include <helios/catalog/table_key.hpp>
#include <helios/exec/operators/fetched_rows.hpp>
#include <helios/exec/operators/filter.hpp>
#include <helios/plan/impl/access_key.hpp>
#include <helios/plan/impl/lowering.hpp>

namespace helios::plan::detail {

/// Where a column of a scan lies in the rows tree.
[[nodiscard]] inline exec::scan_column place_in_rows(scan const& s, std::size_t i,
                                                     catalog::row_layout const& layout) {
  data_type const type = s.columns[i].type;
  scan::source const& from = s.sources[i];
  if (from.what == scan::source::type::row_id) return {0, type, true};
  HELIOS_EXPECTS(from.what == scan::source::type::table_column);
  std::size_t const cell = layout.cell_of(from.position);
  if (cell == catalog::row_layout::in_key) return {0, type, true};
  return {static_cast<std::uint32_t>(cell), type, false};
}

exec::operation_ptr lowering::make_scan(scan const& s) {
  if (s.versions) return make_versions(s);
  if (s.index != nullptr) return make_index_scan(s);
  storage::tree const tree = trees_->open(s.state, s.table->rows);
  catalog::row_layout const layout(*s.table, tree.form());
  exec::scan_plan p;
  for (std::size_t i = 0; i != s.columns.size(); ++i)
    p.columns.push_back(place_in_rows(s, i, layout));
  p.key = rows_key(*s.table);
  p.lower = s.lower;
  p.upper = s.upper;
  p.filter = conjunction(s.filters, s.columns);
  if (s.state == 0) p.noted = s.table->rows;
  auto op = std::make_unique<exec::scan>(*run_, tree, std::move(p));
  opened_.push_back({s.state, s.table->rows, &tree.form(), op.get()});
  return op;
}

exec::operation_ptr lowering::make_index_scan(scan const& s) {
  storage::tree const tree = trees_->open(s.state, s.table->rows);
  storage::tree const index = trees_->open(s.state, s.index->tree);
  catalog::row_layout const layout(*s.table, tree.form());
  catalog::check_index(index.form(), layout.keys());
  exec::index_scan_plan p;
  p.index_only = reads_index_only(s, *s.index);
  for (std::size_t i = 0; i != s.columns.size(); ++i)
    p.columns.push_back(p.index_only
                            ? exec::scan_column{*part_of_column(s, *s.index, i), s.columns[i].type}
                            : place_in_rows(s, i, layout));
  p.key = index_key(*s.table, *s.index);
  p.row_key = rows_key(*s.table);
  p.unique = s.index->unique && p.key.size() == s.index->parts.size();
  p.lower = s.lower;
  p.upper = s.upper;
  p.filter = conjunction(s.filters, s.columns);
  if (s.state == 0) p.noted = {s.index->tree, s.table->rows};
  auto op = std::make_unique<exec::index_scan>(*run_, index, tree, std::move(p));
  opened_.push_back({s.state, s.table->rows, &tree.form(), nullptr, s.index->tree, op.get()});
  return op;
}

[[nodiscard]] inline types::value moment_of(std::optional<history::version_moment> const& m,
                                            bool time) {
  if (!m) return {};
  if (!time) return types::value(static_cast<std::int64_t>(m->at));
  return types::value(types::from_unix(m->time));
}

[[nodiscard]] inline types::value pseudo_column(scan::source::type what,
                                                history::row_version const& v) {
  switch (what) {
    case scan::source::type::start_scn: return moment_of(v.start, false);
    case scan::source::type::end_scn: return moment_of(v.end, false);
    case scan::source::type::start_time: return moment_of(v.start, true);
    case scan::source::type::end_time: return moment_of(v.end, true);
    case scan::source::type::operation:
      return types::value::text(std::string_view(&v.operation, 1));
    case scan::source::type::transaction:
      if (!v.start) return {};
      return types::value(static_cast<std::int64_t>(v.start->transaction));
    case scan::source::type::row_id: return types::value(v.key.view().number);
    case scan::source::type::table_column: break;
  }
  HELIOS_UNREACHABLE();
}

/// The key that bounds pin, if they name all of it.
[[nodiscard]] inline std::optional<storage::key> pinned_key(scan const& s, storage::key_kind kind,
                                                            exec::session const& of) {
  auto const range = exec::find_range(s.lower, s.upper, rows_key(*s.table), kind, of);
  if (!range || !range->one) return {};
  return range->from;
}

exec::operation_ptr lowering::make_versions(scan const& s) {
  auto fetch = [this, &s] {
    storage::tree const tree = trees_->open(s.state, s.table->rows);
    catalog::row_layout const layout(*s.table, tree.form());
    auto const only = pinned_key(s, tree.form().keys(), run_->session);
    auto const versions =
        trees_->versions(s.state, s.table->rows, *s.versions,
                         only ? std::optional<storage::key_view>(only->view()) : std::nullopt);
    // The pages of now: a VACUUM since the tree was opened moved what the images refer to.
    storage::page_source* const pages = trees_->open(s.state, s.table->rows).pages();
    std::vector<std::vector<types::value>> rows;
    for (history::row_version const& v : versions) {
      storage::row_view const row(tree.form(), v.image, pages);
      auto& values = rows.emplace_back();
      for (scan::source const& from : s.sources)
        values.push_back(from.what == scan::source::type::table_column
                             ? layout.value_of(from.position, v.key.view(), row)
                             : pseudo_column(from.what, v));
    }
    return rows;
  };
  exec::operation_ptr op =
      std::make_unique<exec::fetched_rows>(*run_, types_of(s.columns), std::move(fetch));
  expression_ptr condition = conjunction(s.filters, s.columns);
  if (!condition) return op;
  return std::make_unique<exec::filter>(*run_, std::move(op), std::move(condition));
}

}  // namespace helios::plan::detail
