#version 460
layout(location = 0) flat in uint instance;
layout(location = 0) out uint outInstance;

void main()
{
    outInstance = instance;
}
