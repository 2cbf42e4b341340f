// helios/api/impl/session_settings.ipp -- SET, SHOW, RESET.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/control_words.hpp>
#include <helios/api/impl/setting_list.hpp>
#include <helios/api/impl/setting_syntax.hpp>
#include <helios/api/impl/streams.hpp>

namespace helios::api::detail {

void session_state::change_setting(bool local, std::string_view name,
                                   std::span<std::string const> values) {
  settings_.set(name, values);
  ++meanings_;
  if (transaction_ && !local) transaction_->after.set(name, values);
}

outcome session_state::set(request const& r, sql::ast::set const& tree) {
  std::string const name = setting::dotted(tree.setting);
  std::vector<std::string> values;
  for (auto const& v : tree.values) values.push_back(setting::text_of(*v, r.what->whole_text()));
  if (tree.from_current) values.push_back(settings_.show(name));
  outcome out = control::tagged("SET");
  bool const local = tree.where == sql::ast::set::scope::local;
  if (local && !transaction_) {
    settings untouched = settings_;
    untouched.set(name, values);
    out.notices.push_back(control::warning(errc::no_active_sql_transaction,
                                           "SET LOCAL can only be used in transaction blocks"));
    return out;
  }
  change_setting(local, name, values);
  return out;
}

std::string session_state::show(std::string_view name) const {
  if (name == "transaction_isolation") {
    bool const serializable =
        transaction_ ? transaction_->unit.tx.reads() != nullptr : settings_.default_serializable();
    return std::string(control::name_of(serializable));
  }
  if (name == "transaction_read_only") {
    bool const read_only = transaction_ ? transaction_->unit.at.read_only
                                        : here().read_only || settings_.default_read_only();
    return read_only ? "on" : "off";
  }
  if (name == "helios.branch") return branch();
  return settings_.show(name);
}

outcome session_state::show(sql::ast::show const& tree) const {
  if (!tree.setting.empty()) {
    std::string const name = setting::dotted(tree.setting);
    std::string const value = show(name);
    return text_rows("SHOW", {shown_name(name)}, {{value}});
  }
  std::vector<std::vector<std::string>> rows;
  for (settings::entry const& e : settings_.all())
    rows.push_back({shown_name(e.name), e.value, e.description});
  return text_rows("SHOW", {"name", "setting", "description"}, rows);
}

outcome session_state::reset(sql::ast::reset const& tree) {
  if (tree.setting.empty()) {
    settings_.reset_all();
    ++meanings_;
    if (transaction_) transaction_->after.reset_all();
  } else {
    change_setting(false, setting::dotted(tree.setting), {});
  }
  return control::tagged("RESET");
}

}  // namespace helios::api::detail
