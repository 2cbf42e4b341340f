// helios/api/impl/database.ipp -- opening, sessions, transactions, the past, upkeep.
#pragma once

#include <helios/api/database.hpp>
#include <helios/catalog/catalog_editor.hpp>
#include <helios/catalog/integrity.hpp>
#include <helios/sql/stored_expressions.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <helios/api/impl/append_state.hpp>
#include <helios/base/border.hpp>
#include <helios/api/impl/moments.hpp>
#include <helios/api/impl/retention.hpp>

namespace helios {

namespace detail {

[[nodiscard]] inline history::engine_options engine_options_of(open_options const& how) {
  history::engine_options to;
  to.durability = how.durability;
  to.read_only = how.read_only;
  to.create = how.create;
  to.expect_at_least = how.expect_at_least;
  to.sync_interval = how.sync_interval;
  to.checkpoint_bytes = how.checkpoint_every;
  to.memory_limit = how.memory_limit;
  return to;
}

}  // namespace detail

database open(std::string const& path, open_options const& how) {
  return detail::at_border([&] {
    auto in = std::make_shared<api::instance>();
    if (path == ":memory:") {
      in->world = std::make_unique<storage::memory_vfs>();
    } else {
      in->path = path;
    }
    in->retention_days = how.retention_days;
    storage::vfs& world = in->world ? *in->world : storage::system_vfs();
    in->engine = history::engine::open(world, path, detail::engine_options_of(how));
    if (!how.read_only) catalog::bootstrap(in->engine);
    api::session_options session;
    session.branch = how.branch;
    return database(
        std::make_shared<detail::connection>(std::move(in), std::move(session), how.timeout));
  });
}

database::database(std::shared_ptr<detail::connection> in) noexcept : executor(std::move(in)) {}

database& database::operator=(database&& other) noexcept {
  if (this != &other) {
    abandon();
    executor::operator=(std::move(other));
  }
  return *this;
}

database::~database() { abandon(); }

void database::abandon() noexcept {
  // Results may keep the session, but not its transaction.
  if (!connection_ || connection_->talk.status() == api::transaction_status::idle) return;
  static_cast<void>(try_execute("ROLLBACK"));
}

database database::connect(connect_options const& how) const {
  return detail::at_border([&] {
    api::session_options session;
    session.branch = how.branch.empty() ? branch() : how.branch;
    return database(std::make_shared<detail::connection>(
        link().talk.database(), std::move(session), how.timeout ? how.timeout : link().timeout()));
  });
}

transaction database::begin(std::optional<isolation_level> isolation) {
  static_cast<void>(link());
  return helios::transaction(connection_, isolation);
}

appender database::appender(std::string_view table, std::vector<std::string> const& columns) {
  return detail::at_border([&] {
    auto rows = link().talk.begin_bulk(table, columns);
    return helios::appender(
        std::make_unique<detail::append_state>(detail::append_state{connection_, std::move(rows)}));
  });
}

snapshot database::as_of(moment const& when) {
  return detail::at_border([&] {
    auto const& in = link().talk.database();
    detail::named_commit const commit = detail::find_commit(*in->engine, when);
    api::session_options session;
    session.branch = commit.branch ? detail::branch_name(*in->engine, *commit.branch) : branch();
    session.as_of = commit.at;
    return snapshot(std::make_shared<detail::connection>(in, std::move(session), link().timeout()));
  });
}

std::vector<commit_report> database::log(scn after) {
  return detail::at_border([&] {
    std::vector<commit_report> all;
    link().talk.database()->engine->each_commit(
        link().talk.branch_number(), after, newest(),
        [&](history::commit_info const& commit, storage::commit_record const& record) {
          all.push_back({commit.at, detail::to_time(commit.time), commit.transaction,
                         std::string(record.author), std::string(record.message)});
        });
    return all;
  });
}

void database::backup(std::string const& path, backup_progress const& progress) {
  detail::at_border([&] { link().talk.database()->engine->backup(path, progress); });
}

std::vector<integrity_report> database::check() {
  return detail::at_border([&] {
    api::instance& in = *link().talk.database();
    in.engine->check();
    exec::session const nobody;
    sql::stored_expressions expressions(nobody);
    std::vector<integrity_report> all;
    for (history::branch_info const& b : in.engine->branches()) {
      if (b.dropped) continue;
      history::version_ptr const head = in.engine->head(b.id);
      for (catalog::integrity_problem const& p : catalog::integrity_check(
               head->root(), in.engine->space(), in.definitions, &expressions)) {
        all.push_back({b.name, p.name, p.text});
      }
    }
    return all;
  });
}

storage_report database::storage() {
  return detail::at_border([&]() -> storage_report {
    history::storage_report const from = link().talk.database()->engine->report();
    return {from.file_bytes, from.live_bytes, from.history_bytes, from.garbage_bytes,
            from.log_bytes,  from.heap_bytes, from.commits,       from.branches};
  });
}

void database::vacuum(vacuum_options const& how) {
  detail::at_border([&] {
    api::instance& in = *link().talk.database();
    history::vacuum_options to = detail::keep_days(*in.engine, in.retention_days);
    if (how.keep_from) to.keep = detail::find_commit(*in.engine, *how.keep_from).at;
    to.progress = how.progress;
    in.engine->vacuum(to);
  });
}

void database::checkpoint() {
  detail::at_border([&] { link().talk.database()->engine->checkpoint(); });
}
bool database::refresh() {
  return detail::at_border([&] { return link().talk.database()->engine->refresh(); });
}

}  // namespace helios
