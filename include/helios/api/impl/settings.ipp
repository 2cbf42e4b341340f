// helios/api/impl/settings.ipp -- setting, showing and resetting.
#pragma once

#include <helios/api/settings.hpp>

#include <helios/api/impl/setting_list.hpp>
#include <helios/api/impl/setting_text.hpp>
#include <helios/base/error.hpp>

namespace helios::api {

namespace detail {

[[nodiscard]] inline error no_such_setting(std::string_view name) {
  return {errc::undefined_object,
          "unrecognized configuration parameter \"" + std::string(name) + "\""};
}
[[nodiscard]] inline error bad_setting(std::string_view name, std::string_view value) {
  return {errc::invalid_parameter_value, "invalid value for parameter \"" + std::string(name) +
                                             "\": \"" + std::string(value) + "\""};
}

/// The value as it is kept and shown.
[[nodiscard]] inline std::string checked(known_setting const& s, std::string const& value) {
  switch (s.form) {
    case setting_form::fixed:
      throw error(errc::cant_change_runtime_param,
                  "parameter \"" + std::string(s.name) + "\" cannot be changed");
    case setting_form::text:
    case setting_form::list: return value;
    case setting_form::boolean:
      if (auto const truth = truth_in(value)) return *truth ? "on" : "off";
      throw error(errc::invalid_parameter_value,
                  "parameter \"" + std::string(s.name) + "\" requires a Boolean value");
    case setting_form::number:
      if (auto const n = number_in(value)) return std::to_string(*n);
      break;
    case setting_form::duration:
      if (auto const n = duration_in(value)) return std::to_string(*n);
      break;
    case setting_form::memory:
      if (auto const n = memory_in(value)) return memory_text(*n);
      throw bad_setting(s.name, value)
          .hint("Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\".");
    case setting_form::choice:
      if (among(s.words, lower(value))) return lower(value);
      break;
    case setting_form::only:
      if (among(s.words, lower(value))) return std::string(s.initial);
      break;
    case setting_form::zone:
      if (zone_in(value)) return value;
      throw bad_setting("TimeZone", value)
          .hint("Time zones are UTC, abbreviations such as EST, and fixed offsets.");
  }
  throw bad_setting(s.name, value);
}

}  // namespace detail

settings::settings() { apply(); }

void settings::set(std::string_view name, std::span<std::string const> values) {
  std::string const key = detail::lower(name);
  detail::known_setting const* const known = detail::find_setting(key);
  bool const own = key.find('.') != std::string::npos && !key.starts_with("helios.");
  if (known == nullptr && !own) throw detail::no_such_setting(name);
  bool const several = known != nullptr && known->form == detail::setting_form::list;
  if (!several && values.size() > 1)
    throw error(errc::invalid_parameter_value, "SET " + key + " takes only one argument");
  if (values.empty()) {
    values_.erase(key);
  } else if (several) {
    std::string list;
    for (std::string const& v : values) list += (list.empty() ? "" : ", ") + detail::quoted_name(v);
    values_[key] = list;
  } else {
    values_[key] = known != nullptr ? detail::checked(*known, values[0]) : values[0];
  }
  apply();
}

void settings::reset_all() {
  values_.clear();
  apply();
}

std::string settings::show(std::string_view name) const {
  std::string const key = detail::lower(name);
  auto const at = values_.find(key);
  if (at != values_.end()) return at->second;
  if (detail::known_setting const* const known = detail::find_setting(key))
    return std::string(known->initial);
  throw detail::no_such_setting(name);
}

std::vector<settings::entry> settings::all() const {
  std::vector<entry> out;
  for (detail::known_setting const& s : detail::known_settings)
    out.push_back({std::string(s.name), show(s.name), std::string(s.description)});
  return out;
}

/// What the texts mean, for those that statements ask for.
void settings::apply() {
  path_ = detail::names_in(show("search_path"));
  std::erase(path_, "$user");  // there are no users to have schemas
  utc_offset_ = detail::zone_in(show("timezone")).value_or(0);
  timeout_ = std::chrono::milliseconds(detail::number_in(show("statement_timeout")).value_or(0));
  memory_ = static_cast<std::size_t>(*detail::memory_in(show("query_memory_limit")));
  read_only_ = show("default_transaction_read_only") == "on";
  serializable_ = show("default_transaction_isolation") == "serializable";
  message_ = show("helios.commit_message");
  author_ = show("helios.author");
  plan_key_ = show("search_path") + '|' + std::to_string(utc_offset_);
}

}  // namespace helios::api
