#include "models/disclosure/releases.h"

#include "models/disclosure/disclosuretext.h"
#include "models/incident/yamlreading.h"

#include <QFileInfo>

#include <algorithm>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr auto releasesCode = "disclosure.releases"_L1;
constexpr auto releasesFile = "releases"_L1;

std::vector<Role> rolesOf(const YAML::Node& node, const QString& key)
{
    std::vector<Role> roles;
    for (const QString& name : yaml::allTrimmedOf(node, key)) {
        const auto found = std::ranges::find_if(signingRoles(), [&](Role role) { return name == roleId(role); });
        if (found == signingRoles().end()) {
            throw yaml::Bad{yaml::lineOf(node), DisclosureText::tr("\"%1\" is no role that can sign").arg(name)};
        }
        roles.push_back(*found);
    }
    return roles;
}

Expected<void> readReleases(const QString& file, std::vector<Release>& into, QString& version)
{
    return yaml::readFile(file, releasesCode, [&](const YAML::Node& root, const QByteArray&) {
        const auto pairs = yaml::pairsOf(
            root, {u"version"_s, u"source"_s, u"reviewed_by"_s, u"review_due"_s, u"releases"_s}, u"file"_s);
        version = yaml::trimmedOf(yaml::needed(pairs, u"version"_s, 1), u"version"_s);
        for (const YAML::Node& node : yaml::needed(pairs, u"releases"_s, 1)) {
            const int line = yaml::lineOf(node);
            const auto one = yaml::pairsOf(node, {u"id"_s, u"title"_s, u"all"_s, u"any"_s}, u"release"_s);
            Release release;
            release.id = yaml::trimmedOf(yaml::needed(one, u"id"_s, line), u"id"_s);
            release.title = yaml::trimmedOf(yaml::needed(one, u"title"_s, line), u"title"_s);
            if (const YAML::Node* all = yaml::optional(one, u"all"_s)) {
                release.all = rolesOf(*all, u"all"_s);
            }
            if (const YAML::Node* any = yaml::optional(one, u"any"_s)) {
                for (const YAML::Node& group : *any) {
                    release.any.push_back(rolesOf(group, u"any"_s));
                }
            }
            if (release.all.empty() && release.any.empty()) {
                throw yaml::Bad{line, DisclosureText::tr("\"%1\" needs at least one signature").arg(release.id)};
            }
            into.push_back(std::move(release));
        }
    });
}

/// What is left of a release when each signature has been counted once.
struct Open
{
    std::vector<Role> all;
    std::vector<std::vector<Role>> any;
};
Open openOf(const Release& release, std::vector<Role> given)
{
    Open open;
    const auto take = [&given](Role role) {
        const auto found = std::ranges::find(given, role);
        if (found == given.end()) {
            return false;
        }
        given.erase(found);
        return true;
    };
    std::ranges::copy_if(release.all, std::back_inserter(open.all), [&](Role role) { return !take(role); });
    std::ranges::copy_if(release.any, std::back_inserter(open.any),
                         [&](const std::vector<Role>& group) { return std::ranges::none_of(group, take); });
    return open;
}
} // namespace

const std::vector<Role>& signingRoles()
{
    static const std::vector<Role> roles = {Role::Legal, Role::Compliance, Role::Executive};
    return roles;
}

QStringList Release::missing(std::vector<Role> given) const
{
    const Open open = openOf(*this, std::move(given));
    QStringList words;
    for (const Role role : open.all) {
        words.append(roleName(role));
    }
    for (const std::vector<Role>& group : open.any) {
        QStringList names;
        std::ranges::transform(group, std::back_inserter(names), roleName);
        words.append(names.join(DisclosureText::tr(" or ")));
    }
    return words;
}

bool Release::wants(Role role, const std::vector<Role>& given) const
{
    const Open open = openOf(*this, given);
    return std::ranges::find(open.all, role) != open.all.end()
        || std::ranges::any_of(open.any, [role](const std::vector<Role>& group) {
               return std::ranges::find(group, role) != group.end();
           });
}

Expected<Releases> Releases::load(const QStringList& folders)
{
    Releases result;
    const auto files = yaml::filesByName(folders);
    const auto found = files.find(QString(releasesFile));
    if (found == files.end()) {
        return failure(releasesCode,
                       DisclosureText::tr("It is written nowhere who lets a text leave (disclosure/releases.yaml)."));
    }
    CHECK_OK(readReleases(found->second, result.m_all, result.m_version));
    return result;
}

Expected<void> Releases::check(const QString& file)
{
    std::vector<Release> releases;
    QString version;
    return QFileInfo(file).completeBaseName() == releasesFile ? readReleases(file, releases, version)
                                                              : Expected<void>();
}

const Release* Releases::find(const QString& id) const
{
    const auto found = std::ranges::find(m_all, id, &Release::id);
    return found == m_all.end() ? nullptr : &*found;
}

} // namespace bulkhead::disclosure
