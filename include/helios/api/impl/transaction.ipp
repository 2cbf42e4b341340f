// helios/api/impl/transaction.ipp -- see helios/api/transaction.hpp
#pragma once

#include <helios/api/transaction.hpp>
#include <helios/sql/print.hpp>

#include <helios/base/border.hpp>
#include <helios/api/impl/connection.hpp>

namespace helios {

transaction::transaction(std::shared_ptr<detail::connection> in,
                         std::optional<isolation_level> isolation)
    : executor(std::move(in)) {
  if (link().talk.status() != api::transaction_status::idle) {
    connection_.reset();  // it belongs to somebody else: nothing to roll back here
    throw error(errc::active_sql_transaction, "there is already a transaction in progress")
        .hint("A session has one transaction; connect() gives another session.");
  }
  if (!isolation)
    execute("BEGIN");
  else if (*isolation == isolation_level::serializable)
    execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
  else
    execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
}

transaction& transaction::operator=(transaction&& other) noexcept {
  if (this != &other) {
    abandon();
    executor::operator=(std::move(other));
  }
  return *this;
}

transaction::~transaction() { abandon(); }

void transaction::abandon() noexcept {
  if (!connection_) return;
  // A rollback touches memory alone; if even that fails the session's end does it.
  static_cast<void>(try_rollback());
}

void transaction::commit() {
  detail::at_border([&] {
    static_cast<void>(link());
    auto const hold = connection_;
    if (hold->talk.status() == api::transaction_status::failed) {
      throw error(errc::in_failed_sql_transaction,
                  "current transaction is aborted, commands ignored until end of transaction block")
          .hint("Roll back, or go back to a savepoint.");
    }
    execute("COMMIT");
    connection_.reset();
  });
}

void transaction::rollback() {
  static_cast<void>(link());
  if (connection_->talk.status() != api::transaction_status::idle) execute("ROLLBACK");
  connection_.reset();
}

try_result<void> transaction::try_commit() {
  return attempt([&] { commit(); });
}
try_result<void> transaction::try_rollback() {
  return attempt([&] { rollback(); });
}

void transaction::savepoint(std::string_view name) {
  detail::at_border([&] { execute("SAVEPOINT " + sql::quote_name(name)); });
}
void transaction::rollback_to(std::string_view savepoint) {
  detail::at_border([&] { execute("ROLLBACK TO SAVEPOINT " + sql::quote_name(savepoint)); });
}
void transaction::release(std::string_view savepoint) {
  detail::at_border([&] { execute("RELEASE SAVEPOINT " + sql::quote_name(savepoint)); });
}

}  // namespace helios
