// The tables of the stand-in, a few fields each. A field is "name type length flags": r required, c creatable only,
// o read-only, x external id, u unique, b length in octets; `=value` is its initial value, [a|b] its choices (restricted
// with !), >Type its reference (the relation's name is the field's without Id).
const standard = 'Id id 18 o, CreatedDate datetime 0 o, LastModifiedDate datetime 0 o, SystemModstamp datetime 0 o, IsDeleted boolean 0 o =false, CreatedById reference 18 o >User, LastModifiedById reference 18 o >User';
const text = {
  Case: 'CaseNumber string 30 o, Subject string 255, Description textarea 32000, Status picklist 255 [New|Working|Escalated|Closed]! =New, Priority picklist 255 [High|Medium|Low] =Medium, Origin picklist 255 [Phone|Email|Web|Leak console], Type string 80, OwnerId reference 18 >User, AccountId reference 18 >Account, ContactId reference 18 >Contact, ParentId reference 18 >Case, ClosedDate datetime 0 o, IsClosed boolean 0 o =false, Leak_Key__c string 64 xu, Leak_Severity__c picklist 255 [SEV1|SEV2|SEV3|SEV4]!, Leak_Detected_At__c datetime 0, Leak_Notify_By__c datetime 0, Leak_Count__c double 0',
  Task: 'Subject string 255, Description textarea 32000, Status picklist 255 [Not Started|In Progress|Completed|Waiting on someone else|Deferred] =Not Started, Priority picklist 255 [High|Normal|Low] =Normal, ActivityDate date 0, ReminderDateTime datetime 0, OwnerId reference 18 >User, WhatId reference 18 >Case/Account, WhoId reference 18 >Contact, TaskSubtype string 40, Leak_Key__c string 64 xu',
  CaseComment: 'ParentId reference 18 rc >Case, CommentBody textarea 4000 b, IsPublished boolean 0 =false',
  Account: 'Name string 255 r, Website string 255, BillingCountryCode string 2, OwnerId reference 18 >User, Ext_Id__c string 64 xu',
  Contact: 'FirstName string 40, LastName string 80 r, Email email 80, Phone string 40, AccountId reference 18 >Account, OwnerId reference 18 >User, HasOptedOutOfEmail boolean 0 =false, MailingCountryCode string 2, Leak_Key__c string 64 xu',
  Lead: 'FirstName string 40, LastName string 80 r, Company string 255 r, Email email 80, Phone string 40',
  User: 'Username string 80, Name string 121, Email email 128, IsActive boolean 0, UserType string 40, ProfileId reference 18 >Profile',
  Profile: 'Name string 255, PermissionsModifyAllData boolean 0 =false',
  UserLogin: 'UserId reference 18 o >User, IsFrozen boolean 0 =false, IsPasswordLocked boolean 0 =false',
  AuthSession: 'UsersId reference 18 o >User, SessionType string 40 o, LoginType string 40 o, SourceIp string 39 o, ParentId string 18 o, IsCurrent boolean 0 o =false, NumSecondsValid int 0 o',
  OauthToken: 'AppName string 80 o, UserId reference 18 o >User, DeleteToken string 255 o, LastUsedDate datetime 0 o, UseCount int 0 o',
  PermissionSet: 'Name string 80, Label string 80, IsOwnedByProfile boolean 0 =false, PermissionsModifyAllData boolean 0 =false',
  PermissionSetAssignment: 'AssigneeId reference 18 rc >User, PermissionSetId reference 18 rc >PermissionSet, PermissionSetGroupId string 18 c, ExpirationDate datetime 0',
  SetupEntityAccess: 'ParentId reference 18 rc >PermissionSet, SetupEntityId string 18 c, SetupEntityType string 40 o',
  ConnectedApplication: 'Name string 80 o, OptionsAllowAdminApprovedUsersOnly boolean 0 o',
  EventLogFile: 'EventType string 40 o, Interval string 20 o, LogDate datetime 0 o, Sequence int 0 o =0, LogFile base64 0 o, LogFileLength double 0 o, LogFileContentType string 40 o, LogFileFieldNames textarea 4000 o, LogFileFieldTypes textarea 4000 o, ApiVersion double 0 o',
  ContentVersion: 'Title string 255, PathOnClient string 500 c, VersionData base64 0 c, Description textarea 1000, FirstPublishLocationId reference 18 c >Case, ContentDocumentId string 18 o, ContentSize int 0 o',
  CaseStatus: 'MasterLabel string 80 o, ApiName string 80 o, IsClosed boolean 0 o, IsDefault boolean 0 o =false, SortOrder int 0 o',
  RemoteProxy: 'SiteName string 80 o, EndpointUrl string 255 o, IsActive boolean 0 o, DisableProtocolSecurity boolean 0 o',
};

function fieldOf(line) {
  const [, name, type, length, rest] = /^(\S+) (\S+) (\d+)(.*)$/.exec(line.trim());
  const flags = /^ ([rcoxub]+)(?=$| )/.exec(rest)?.[1] ?? '';
  const values = /\[(.*)\](!)?/.exec(rest), initial = /=([\w -]+)$/.exec(rest)?.[1], references = />(\S+)/.exec(rest)?.[1];
  return { name, type, length: Number(length) || undefined, required: flags.includes('r'), creatable: !flags.includes('o'),
    updatable: !/[oc]/.test(flags), externalId: flags.includes('x'), unique: flags.includes('u'), inOctets: flags.includes('b'),
    values: values?.[1].split('|'), restricted: !!values?.[2],
    initial: initial === 'true' || initial === 'false' ? initial === 'true' : initial && /^\d+$/.test(initial) ? Number(initial) : initial,
    references: references?.split('/'), relationship: references && name.replace(/Id$/, '') };
}

export const tables = Object.fromEntries(Object.entries(text).map(([type, fields]) => [type, `${standard}, ${fields}`.split(/, (?=\S+ \S+ \d)/).map(fieldOf)]));
export const prefixes = { Case: '500', Task: '00T', CaseComment: '00a', Account: '001', Contact: '003', Lead: '00Q', User: '005', UserLogin: '0Yw', Profile: '00e', AuthSession: '0Ak',
  OauthToken: '0CQ', PermissionSet: '0PS', PermissionSetAssignment: '0Pa', SetupEntityAccess: '0J0', ConnectedApplication: '0H4', EventLogFile: '0AT', ContentVersion: '068',
  ContentDocument: '069', CaseStatus: '01J', RemoteProxy: '0rp', Job: '750' };
