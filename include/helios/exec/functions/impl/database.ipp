// helios/exec/functions/impl/database.ipp -- questions to exec::host.
#pragma once

#include <helios/exec/functions/database.hpp>

#include <helios/base/error.hpp>

#include <string>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline host& host_of(environment& with) {
  host* const h = with.session().host;
  if (h == nullptr)
    throw error(errc::feature_not_supported, "this expression is evaluated without a database");
  return *h;
}

/// A setting, or NULL if there is none and that may be.
[[nodiscard]] inline std::optional<std::string_view> setting(environment& with,
                                                             std::string_view name,
                                                             bool missing_ok) {
  try {
    return with.memory().copy(host_of(with).current_setting(name));
  } catch (error const& e) {
    if (!missing_ok || e.code() != errc::undefined_object) throw;
    return {};
  }
}

inline void add_sequences(function_list& to) {
  using text = std::string_view;
  using number = std::int64_t;
  to.push_back(
      define<[](environment& with, text sequence) { return host_of(with).next_value(sequence); }>(
          "nextval", volatility::volatile_));
  to.push_back(define<[](environment& with, text sequence) {
    return host_of(with).current_value(sequence);
  }>("currval", volatility::volatile_));
  to.push_back(define<[](environment& with) { return host_of(with).last_value(); }>(
      "lastval", volatility::volatile_));
  to.push_back(define<[](environment& with, text sequence, number value) {
    host_of(with).set_value(sequence, value, true);
    return value;
  }>("setval", volatility::volatile_));
  to.push_back(define<[](environment& with, text sequence, number value, bool is_called) {
    host_of(with).set_value(sequence, value, is_called);
    return value;
  }>("setval", volatility::volatile_));
}

inline void add_sizes(function_list& to) {
  using text = std::string_view;
  to.push_back(define<[](environment& with, text database) {
    if (database != with.session().database)
      throw error(errc::undefined_database,
                  "database \"" + std::string(database) + "\" does not exist");
    return host_of(with).database_size();
  }>("pg_database_size", volatility::volatile_));
  to.push_back(define<[](environment& with, text relation) {
    return host_of(with).relation_size(relation, true);
  }>("pg_total_relation_size", volatility::volatile_));
  for (std::string_view const name : {"pg_relation_size", "pg_table_size"})
    to.push_back(define<[](environment& with, text relation) {
      return host_of(with).relation_size(relation, false);
    }>(name, volatility::volatile_));
  to.push_back(define<[](environment& with, text relation) {
    host& h = host_of(with);
    return h.relation_size(relation, true) - h.relation_size(relation, false);
  }>("pg_indexes_size", volatility::volatile_));
}

}  // namespace detail

void add_database(function_list& to) {
  using text = std::string_view;
  detail::add_sequences(to);
  detail::add_sizes(to);
  to.push_back(define<[](environment& with) { return detail::host_of(with).current_scn(); }>(
      "current_scn", volatility::stable));
  for (std::string_view const name :
       {"pg_current_xact_id", "txid_current", "current_transaction_id"})
    to.push_back(define<[](environment& with) { return detail::host_of(with).transaction_id(); }>(
        name, volatility::stable));
  to.push_back(define<[](environment& with) {
    return with.memory().copy(detail::host_of(with).current_branch());
  }>("current_branch", volatility::stable));
  to.push_back(
      define<[](environment& with, text name) { return detail::setting(with, name, false); }>(
          "current_setting", volatility::stable));
  to.push_back(define<[](environment& with, text name, bool missing_ok) {
    return detail::setting(with, name, missing_ok);
  }>("current_setting", volatility::stable));
}

}  // namespace helios::exec
