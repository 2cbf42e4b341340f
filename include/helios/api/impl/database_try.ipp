// helios/api/impl/database_try.ipp -- the twins that return their errors. Here, because what a
// try_result of each type takes would cost whoever includes the header.
#pragma once

#include <helios/api/database.hpp>

namespace helios {

try_result<database> try_open(std::string const& path, open_options const& how) {
  return attempt([&] { return open(path, how); });
}

try_result<database> database::try_connect(connect_options const& how) const {
  return attempt([&] { return connect(how); });
}

try_result<helios::transaction> database::try_begin(std::optional<isolation_level> isolation) {
  return attempt([&] { return begin(isolation); });
}

try_result<helios::appender> database::try_appender(std::string_view table,
                                                    std::vector<std::string> const& columns) {
  return attempt([&] { return appender(table, columns); });
}

try_result<std::uint64_t> database::try_copy_from(std::string_view table, std::string const& path,
                                                  copy_options const& how) {
  return attempt([&] { return copy_from(table, path, how); });
}

try_result<std::uint64_t> database::try_copy_to(std::string_view what, std::string const& path,
                                                copy_options const& how) {
  return attempt([&] { return copy_to(what, path, how); });
}

try_result<snapshot> database::try_as_of(moment const& when) {
  return attempt([&] { return as_of(when); });
}

try_result<database> database::try_create_branch(std::string const& name, state const& from) {
  return attempt([&] { return create_branch(name, from); });
}

try_result<void> database::try_drop_branch(std::string const& name) {
  return attempt([&] { drop_branch(name); });
}

try_result<merge_report> database::try_merge_branch(std::string const& source,
                                                    std::string const& target, on_conflict policy) {
  return attempt([&] { return merge_branch(source, target, policy); });
}

try_result<std::vector<changed_row>> database::try_diff(state const& before, state const& after) {
  return attempt([&] { return diff(before, after); });
}

try_result<void> database::try_backup(std::string const& path, backup_progress const& progress) {
  return attempt([&] { backup(path, progress); });
}

try_result<std::vector<integrity_report>> database::try_check() {
  return attempt([&] { return check(); });
}

try_result<void> database::try_dump(std::ostream& into) {
  return attempt([&] { dump(into); });
}

try_result<std::vector<commit_report>> database::try_log(scn after) {
  return attempt([&] { return log(after); });
}

try_result<std::vector<tag_report>> database::try_tags() const {
  return attempt([&] { return tags(); });
}

try_result<void> database::try_create_tag(std::string const& name, state const& of) {
  return attempt([&] { create_tag(name, of); });
}

try_result<void> database::try_drop_tag(std::string const& name) {
  return attempt([&] { drop_tag(name); });
}

try_result<void> database::try_rename_branch(std::string const& name, std::string const& to) {
  return attempt([&] { rename_branch(name, to); });
}

try_result<std::vector<branch_report>> database::try_branches() const {
  return attempt([&] { return branches(); });
}

try_result<void> database::try_reset_branch(std::string const& name, moment const& to) {
  return attempt([&] { reset_branch(name, to); });
}

try_result<storage_report> database::try_storage() {
  return attempt([&] { return storage(); });
}

try_result<void> database::try_vacuum(vacuum_options const& how) {
  return attempt([&] { vacuum(how); });
}

try_result<void> database::try_checkpoint() {
  return attempt([&] { checkpoint(); });
}

try_result<bool> database::try_refresh() {
  return attempt([&] { return refresh(); });
}

}  // namespace helios
