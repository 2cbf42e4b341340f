// helios/api/impl/branch_merge.hpp -- a merge with what tables promise, and its report.
#pragma once

#include <helios/api/reports.hpp>
#include <helios/api/session.hpp>
#include <helios/catalog/merge_rules.hpp>
#include <helios/sql/stored_expressions.hpp>

#include <helios/api/impl/conflict_rows.hpp>

namespace helios::detail {

struct branch_merge {
  history::merge_result result;
  history::version_ptr ours, theirs;  // by whose definitions conflicts are shown
};

/// Throws 40001 when the target moves meanwhile.
[[nodiscard]] inline branch_merge merge_once(api::instance& in, branch_id source, branch_id target,
                                             history::merge_options const& how,
                                             exec::session const& functions) {
  branch_merge made;
  made.ours = in.engine->head(target);
  made.theirs = in.engine->head(source);
  sql::stored_expressions expressions(functions);
  catalog::merge_rules rules(in.engine, how.policy, in.definitions, &expressions);
  made.result = history::merge(in.engine, source, target, how, &rules);
  return made;
}

/// One row for each conflict: conflict_rows.hpp.
[[nodiscard]] inline std::vector<catalog::row_values> conflicts_of(api::instance& in,
                                                                   branch_merge const& made) {
  auto const catalog_of = [&](history::version_ptr const& state) {
    return catalog::catalog_reader(state->root(), in.engine->space(), in.definitions);
  };
  std::vector<catalog::row_values> rows;
  if (made.result.conflicts.empty()) return rows;
  api::detail::conflict_rows const show(catalog_of(made.ours), catalog_of(made.theirs),
                                        in.engine->space().pages());
  for (history::merge_conflict const& c : made.result.conflicts) rows.push_back(show.row(c));
  return rows;
}

[[nodiscard]] inline merge_report report_of(api::instance& in, branch_merge const& made) {
  merge_report report;
  if (made.result.commit) report.at = made.result.commit->at;
  report.inserted = made.result.inserted;
  report.updated = made.result.updated;
  report.deleted = made.result.erased;
  std::vector<catalog::row_values> const rows = conflicts_of(in, made);
  for (std::size_t i = 0; i != rows.size(); ++i) {
    auto const text = [&row = rows[i]](std::size_t at) {
      return row[at].is_null() ? std::nullopt : std::optional(std::string(row[at].as_string()));
    };
    report.conflicts.push_back({made.result.conflicts[i].kind, text(1).value_or(""),
                                text(2).value_or(""), text(3), text(4), text(5), text(6)});
  }
  return report;
}

}  // namespace helios::detail
